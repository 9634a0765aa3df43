using System.Runtime.InteropServices;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

public class ReferenceTests(SessionFixture session) : IClassFixture<SessionFixture>
{
    private const string Formatted = """
        using System;
        using System.Collections.Generic;
        using System.IO;

        namespace Shapes;

        [AttributeUsage(AttributeTargets.Class)]
        internal sealed class TypeFormatterSourceAttribute(Type type) : Attribute
        {
            public Type FormatterSourceType { get; } = type;
            public string[] PreferredMimeTypes { get; set; }
        }

        internal sealed class Source
        {
            public IEnumerable<object> CreateTypeFormatters() => [new Formatter("text/plain", "plain"), new Formatter("text/html", "<svg/>"), new Other()];
        }

        internal sealed class Formatter(string mimeType, string text)
        {
            public string MimeType { get; } = mimeType;
            public bool Format(object value, TextWriter writer) { writer.Write(text); return true; }
        }

        internal sealed class Other
        {
            public Type Type => typeof(Guest);
            public string MimeType => "text/html";
            public bool Format(object value, TextWriter writer) { writer.Write("<u>guest</u>"); return true; }
        }

        [TypeFormatterSource(typeof(Source))] public class Picture;
        [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/plain" })] public class Caption;
        public sealed class Photograph : Picture;
        public class Guest;
        public sealed class Card { public string ToHtml() => "<article>card</article>"; public override string ToString() => "no"; }
        public static class Failing { public static void Fail(int n) => throw new ArgumentOutOfRangeException(nameof(n), "too big"); }
        """;

    [Fact]
    public async Task Types_of_a_library_show_by_convention()
    {
        TestAssembly.Compile(session.Folder["shapes"], "Shapes", Formatted);
        var run = await session.RunAsync("#r \"shapes/Shapes.dll\"\nusing Shapes;\nnew Picture()");
        Assert.Null(run.Outcome.Error);
        Assert.Equal([("text/html", "<svg/>")], run.Outputs.Select(output => (output.MimeType, output.Content)));
        Assert.Equal("<svg/>", await session.ShowAsync("new Photograph()"));
        Assert.Equal("<u>guest</u>", await session.ShowAsync("new Guest()"));
        Assert.Equal("plain", await session.ShowAsync("new Caption()"));
        Assert.Equal("<article>card</article>", await session.ShowAsync("new Card()"));
        var list = await session.ShowAsync("new object[] { new Picture(), new Card(), \"<x>\" }");
        Assert.Contains("<svg/>", list);
        Assert.Contains("<article>card</article>", list);
        Assert.Contains("&lt;x&gt;", list);
        Assert.Contains("<svg/>", await session.ShowAsync("(new Picture(), 1)"));
        Assert.Contains("<article>card</article>", await session.ShowAsync("new Dictionary<string, Card> { [\"a\"] = new() }"));

        var failed = await session.RunAsync("\nFailing.Fail(3);");
        Assert.Equal($"{failed.Place}, line 2", failed.Error.Location!.ToString());
        Assert.Equal(["at Shapes.Failing.Fail", $"at {failed.Place}, line 2"], failed.Error.Details.Select(line => line.Split(" (")[0]));
    }

    [Fact]
    public async Task A_librarys_own_dependencies_win_over_those_that_lie_beside_the_worker()
    {
        // The worker carries Markdig 1.6 and Humanizer 2.14 for itself: here an older and a newer one of other content.
        var folder = session.Folder["own"];
        var old = TestAssembly.Compile(folder, "Humanizer", "namespace Own; public static class Human { public static string Say() => \"own human\"; }", "1.0.0.0");
        var recent = TestAssembly.Compile(folder, "Markdig", "namespace Own; public static class Mark { public static string Say() => \"own mark\"; }", "99.0.0.0");
        var composition = TestAssembly.Compile(folder, "System.Composition.Runtime", "namespace Own; public static class Compose { public static string Say() => \"own compose\"; }", "99.0.0.0");
        TestAssembly.Compile(folder, "Library", "namespace Own; public static class Library { public static string Say() => Human.Say() + \", \" + Mark.Say() + \", \" + Compose.Say(); }", "1.0.0.0", old, recent, composition);
        Assert.Equal("own human, own mark, own compose", await session.ShowAsync("#r \"own/Library.dll\"\nOwn.Library.Say()"));

        // A cell that names the dependency itself gets the same one, also when it is found only beside the library.
        Assert.Equal("own human", await session.ShowAsync($"#r \"{old}\"\nOwn.Human.Say()"));
        Assert.Equal("own mark", await session.ShowAsync("#r \"own/Markdig.dll\"\nOwn.Mark.Say()"));
    }

    [Fact]
    public async Task The_framework_wins_over_an_old_copy_beside_a_library()
    {
        TestAssembly.Compile(session.Folder["old"], "Reader", "public static class Reader { public static string Write() => System.Text.Json.JsonSerializer.Serialize(new[] { 1 }); }");
        TestAssembly.Compile(session.Folder["old"], "System.Text.Json", "public class Nothing;", "4.0.0.0");
        Assert.Equal("[1]", await session.ShowAsync("#r \"old/Reader.dll\"\nReader.Write()"));
    }

    [Fact]
    public async Task A_type_of_a_dependency_can_be_used_without_a_reference_of_its_own()
    {
        var inner = TestAssembly.Compile(session.Folder["two"], "Inner", "public sealed class Inner { public int N => 5; }");
        TestAssembly.Compile(session.Folder["two"], "Outer", "public static class Outer { public static Inner Make() => new(); }", "1.0.0.0", inner);
        Assert.Equal("5", await session.ShowAsync("#r \"two/Outer.dll\"\nOuter.Make().N"));
    }

    [Fact]
    public async Task A_native_library_beside_a_referenced_one_is_found()
    {
        var (prefix, extension) = OperatingSystem.IsWindows() ? ("", ".dll") : ("lib", OperatingSystem.IsMacOS() ? ".dylib" : ".so");
        Directory.CreateDirectory(session.Folder["native"]);
        File.Copy(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), $"{prefix}System.IO.Compression.Native{extension}"),
            session.Folder[$"native/{prefix}coursetest{extension}"]);
        TestAssembly.Compile(session.Folder["native"], "Checksums", """
            using System.Runtime.InteropServices;
            public static unsafe class Checksums
            {
                [DllImport("coursetest", EntryPoint = "CompressionNative_Crc32")] private static extern uint Crc32(uint crc, byte* buffer, int length);
                public static uint Of(byte[] bytes) { fixed (byte* pointer = bytes) return Crc32(0, pointer, bytes.Length); }
            }
            """);

        // CRC-32 of "123456789" is the check value that the standard gives.
        Assert.Equal(0xCBF43926.ToString(System.Globalization.CultureInfo.InvariantCulture), await session.ShowAsync("#r \"native/Checksums.dll\"\nChecksums.Of(Encoding.ASCII.GetBytes(\"123456789\"))"));
    }
}
