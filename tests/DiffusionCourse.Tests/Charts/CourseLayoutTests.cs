using System.Diagnostics;
using System.Reflection;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Charts;

/// <summary>The folder that notebooks reference, loaded as their hosts load it: by path, in a process that knows nothing of the library.</summary>
public sealed class CourseLayoutTests : IDisposable
{
    private const string Host = """
        #:property PublishAot=false
        using System.Reflection;
        using System.Runtime.Loader;

        if (args.Length > 1)
        {
            AssemblyLoadContext.Default.LoadFromAssemblyPath(args[1]);
        }

        var library = new FolderContext(args[0]).LoadFromAssemblyPath(Path.Combine(args[0], "DiffusionCourse.dll"));
        var axis = Activator.CreateInstance(library.GetType("DiffusionCourse.Charts.Axis")!, "time", "s");
        var bars = library.GetType("DiffusionCourse.Charts.Plot")!.GetMethod("Bars")!;
        var figure = bars.Invoke(null, ["Title", "Finding.", new[] { "a", "b" }, axis, new[] { 1.0, 2.0 }, null])!;
        var chart = (string)figure.GetType().GetMethod("ToHtml")!.Invoke(figure, null)!;
        Console.WriteLine($"chart: {chart.Contains("\"type\":\"bar\"")}");

        var pictures = library.GetType("DiffusionCourse.Imaging.RgbImage")!;
        var picture = pictures.GetMethod("FromPng", [typeof(ReadOnlySpan<byte>)])!.CreateDelegate<Png>()(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DQAAAEgQGALFXOsAAAAABJRU5ErkJggg=="));
        Console.WriteLine($"picture: {picture}");

        var fsharp = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "FSharp.Core");
        Console.WriteLine($"FSharp.Core: {AssemblyLoadContext.GetLoadContext(fsharp)!.Name} {fsharp.Location}");

        delegate object Png(ReadOnlySpan<byte> bytes);

        sealed class FolderContext(string folder) : AssemblyLoadContext("library")
        {
            protected override Assembly? Load(AssemblyName name) =>
                Path.Combine(folder, name.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
        """;

    private static readonly string Course = Path.Combine(CourseCommand.RepositoryRoot, "artifacts", "course");

    private static readonly string[] Assemblies = ["DiffusionCourse", "DiffusionCourse.Hub", "DiffusionCourse.Onnx", "DiffusionCourse.Remote", "DiffusionCourse.Sampling"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_folder_is_flat_but_for_FSharpCore_and_holds_nothing_foreign()
    {
        var files = Directory.GetFiles(Course, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Course, path).Replace('\\', '/')).ToArray();

        Assert.Equal(["fsharp/FSharp.Core.dll"], files.Where(file => file.Contains('/', StringComparison.Ordinal)));
        Assert.DoesNotContain("FSharp.Core.dll", files);
        Assert.Superset(Assemblies.SelectMany(name => new[] { name + ".dll", name + ".xml" }).ToHashSet(), files.ToHashSet());
        Assert.Superset(new HashSet<string> { "Plotly.NET.dll", "SixLabors.ImageSharp.dll", "setup.dib" }, files.ToHashSet());
        Assert.DoesNotContain(files, file => file.EndsWith(".pdb", StringComparison.Ordinal));
        var natives = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";
        Assert.Contains(natives, files);
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(files.Where(file => file.EndsWith(".dll", StringComparison.Ordinal)), file => AssemblyName.GetAssemblyName(Path.Combine(Course, file)));
        }
    }

    [Fact]
    public void The_set_up_notebook_references_the_library_first_and_opens_namespaces_that_exist()
    {
        var text = File.ReadAllText(Path.Combine(Course, "setup.dib"));
        var cell = text[(text.IndexOf("#!csharp\n", StringComparison.Ordinal) + "#!csharp\n".Length)..].Trim().Split('\n');
        var namespaces = cell.Skip(Assemblies.Length).Select(line => line["using ".Length..].TrimEnd(';')).ToArray();

        Assert.StartsWith("#!meta\n", text, StringComparison.Ordinal);
        Assert.Equal(Assemblies.Select(name => $"#r \"{Path.Combine(Course, name + ".dll")}\""), cell[..Assemblies.Length]);
        Assert.Superset(new HashSet<string> { "DiffusionCourse", "DiffusionCourse.Charts", "DiffusionCourse.Imaging", "System.IO", "System.Threading" }, namespaces.ToHashSet());
        var existing = Assemblies.SelectMany(name => Assembly.Load(name).GetExportedTypes()).Select(type => type.Namespace).ToHashSet();
        Assert.All(namespaces.Where(name => name.StartsWith("DiffusionCourse.", StringComparison.Ordinal)), name => Assert.Contains(name, existing));
    }

    [Fact]
    public async Task Charts_and_pictures_work_in_a_host_without_FSharpCore_and_in_one_with_another_copy()
    {
        var host = Path.Combine(_folder.FullName, "host.cs");
        await File.WriteAllTextAsync(host, Host);

        var without = await Run("run", host, "--", Course);
        var with = await Run("run", "--no-build", host, "--", Course, SdkCopyOfFSharpCore());

        string[] expected = ["chart: True", "picture: 1 x 1 image"];
        Assert.Equal([.. expected, $"FSharp.Core: Default {Path.Combine(Course, "fsharp", "FSharp.Core.dll")}"], without);
        Assert.Equal([.. expected, $"FSharp.Core: Default {SdkCopyOfFSharpCore()}"], with);
    }

    private static async Task<string[]> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(DotnetPath(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // What the test runner sets for its own process would mislead the build of the host.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{output}\n{await errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string DotnetPath() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath ?? "dotnet";

    /// <summary>The SDK carries a copy for its F# compiler.</summary>
    private static string SdkCopyOfFSharpCore()
    {
        var root = Path.GetDirectoryName(new FileInfo(DotnetPath()).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? DotnetPath())!;
        return Directory.GetFiles(Path.Combine(root, "sdk"), "FSharp.Core.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
    }
}
