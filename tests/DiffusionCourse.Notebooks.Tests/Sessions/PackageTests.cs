using System.Diagnostics;
using System.Runtime.InteropServices;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Sessions;

/// <summary>Packages in cells, from a source on the disk: the SDK resolves them, no network is asked.</summary>
public sealed class PackageTests : IAsyncLifetime, IDisposable
{
    private const string RightSource = "#i \"nuget:../feed\"\n", WrongSource = "#i \"nuget:https://localhost:9/v3/index.json\"\n";

    private readonly TemporaryFolder _folder = new();
    private CellSession _session = null!;
    private int _cells;

    public Task InitializeAsync()
    {
        _folder.Write("notebooks/nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        _session = Start();
        return _session.Ready;
    }

    public async Task DisposeAsync() => await _session.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_package_brings_what_it_depends_on_and_a_second_session_needs_no_restore()
    {
        TestPackage.Write(Feed, "Inner.Test", "1.0.0", "namespace Inner; public static class Depth { public static int Value => 20; }");
        TestPackage.Write(Feed, "Outer.Test", "1.2.0", "namespace Outer; public static class Sum { public static int Value => Inner.Depth.Value + 1; }", ("Inner.Test", "1.0.0"));
        const string Code = "#i \"nuget:../feed\"\n#r \"nuget: Outer.Test, 1.2.0\"\n#r \"nuget:Outer.Test,1.2.0\"\nusing Outer;\nSum.Value + Inner.Depth.Value";

        var first = await RunAsync(Code);
        Directory.Delete(Feed, recursive: true);
        Directory.CreateDirectory(Feed);
        await _session.DisposeAsync();
        _session = Start();
        var again = await RunAsync(Code);

        Assert.Matches(@"^Outer\.Test 1\.2\.0 restored in [\d.]+ s\.\|41$", Shown(first));
        Assert.EndsWith("|41", Shown(again), StringComparison.Ordinal);
        Assert.Equal("41", Shown(await RunAsync("#r \"nuget: Outer.Test, 1.2.0\"\nSum.Value + Inner.Depth.Value")));
    }

    [Fact]
    public async Task The_newest_version_is_taken_where_none_is_asked_for_and_another_one_is_refused_later()
    {
        TestPackage.Write(Feed, "Newer.Test", "1.0.0", "public static class Newer { public static int Value => 1; }");
        TestPackage.Write(Feed, "Newer.Test", "2.0.0", "public static class Newer { public static int Value => 2; }");

        Assert.EndsWith("|2", Shown(await RunAsync("#i \"nuget:../feed\"\n#r \"nuget: Newer.Test\"\nNewer.Value")), StringComparison.Ordinal);
        var other = await RunAsync("#r \"nuget: Newer.Test, 1.0.0\"");
        Assert.Equal(CellErrorKind.Command, other.Error.Kind);
        Assert.Contains("Restart the kernel", other.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_notebook_has_already_stays_and_the_conflict_is_said()
    {
        TestAssembly.Compile(_folder["notebooks/library"], "Shared.Test", "public static class Shared { public static string Value => \"library\"; }", "3.0.0.0");
        TestPackage.Write(Feed, "Shared.Test", "1.0.0", "public static class Shared { public static string Value => \"package\"; }");
        TestPackage.Write(Feed, "User.Test", "1.0.0", "public static class User { public static string Value => Shared.Value; }", ("Shared.Test", "1.0.0"));

        Assert.Equal("library", Shown(await RunAsync("#r \"library/Shared.Test.dll\"\nShared.Value")));
        var run = await RunAsync("#i \"nuget:../feed\"\n#r \"nuget: User.Test, 1.0.0\"\nUser.Value + Shared.Value");

        Assert.Contains("Shared.Test 1.0.0.0 came with it; this notebook has 3.0.0.0 already, which stays.", Shown(run), StringComparison.Ordinal);
        Assert.EndsWith("|librarylibrary", Shown(run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_libraries_of_this_machine_are_found()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Any library will do that does not lie where the system looks.
        var native = Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so").Single();
        TestPackage.Write(Feed, "Native.Test", "1.0.0", """
            using System.Runtime.InteropServices;
            public static class Native { [DllImport("testnative", EntryPoint = "SystemNative_GetPid")] public static extern int Pid(); }
            """, null, ($"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/libtestnative.so", native), ("runtimes/win-x64/native/testnative.dll", native));

        Assert.EndsWith("|True", Shown(await RunAsync("#i \"nuget:../feed\"\n#r \"nuget: Native.Test, 1.0.0\"\nNative.Pid() == Environment.ProcessId")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#i \"nuget:../feed\"\n#r \"nuget: Known.Test, 9.9.9\"", "Known.Test 9.9.9 cannot be restored.", "Ask for a version that is there")]
    [InlineData("#i \"nuget:../feed\"\n#r \"nuget: Unknown.Test, 1.0.0\"", "Unknown.Test 1.0.0 cannot be restored.", "Check the name")]
    [InlineData("#i \"nuget:https://localhost:9/v3/index.json\"\n#r \"nuget: Known.Test, 1.0.0\"", "Known.Test 1.0.0 cannot be restored.", "without a network, only exact versions")]
    [InlineData("#i \"nuget:nowhere\"\n#r \"nuget: Known.Test, 1.0.0\"", "#i names the folder \"nowhere\"", "starts from the notebook's folder")]
    [InlineData("#r \"nuget: Known.Test, one\"", "Known.Test one cannot be restored.", "one")]
    public async Task What_cannot_be_had_is_an_error_with_its_remedy(string code, string message, string remedy)
    {
        TestPackage.Write(Feed, "Known.Test", "1.0.0", "public static class Known;");

        var run = await RunAsync(code);

        Assert.Equal(CellErrorKind.Command, run.Error.Kind);
        Assert.Contains(message, run.Error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error.Message, StringComparison.Ordinal);
        Assert.Equal("2", Shown(await RunAsync("1 + 1")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_source_is_corrected_in_its_cell_be_it_that_of_the_package_or_its_own(bool isOwn)
    {
        TestPackage.Write(Feed, "Known.Test", "1.0.0", "public static class Known { public static int Value => 7; }");
        TestPackage.Write(Feed, "Other.Test", "1.0.0", "public static class Other { public static int Value => 8; }");

        var wrong = await AskAsync(WrongSource);
        var corrected = await AskAsync(RightSource);
        var other = await RunAsync("#r \"nuget: Other.Test, 1.0.0\"\nOther.Value");

        Assert.Contains("A source cannot be reached", wrong.Error.Message, StringComparison.Ordinal);
        Assert.EndsWith("|7", Shown(corrected), StringComparison.Ordinal);
        Assert.EndsWith("|8", Shown(other), StringComparison.Ordinal);

        async Task<CellRun> AskAsync(string source)
        {
            const string Use = "#r \"nuget: Known.Test, 1.0.0\"\nKnown.Value";
            if (!isOwn)
            {
                return await RunAsync(source + Use);
            }

            Assert.Null((await RunAsync(source)).Outcome.Error);
            return await RunAsync(Use);
        }
    }

    [Fact]
    public async Task A_source_that_is_right_outlasts_the_faults_of_other_cells()
    {
        TestPackage.Write(Feed, "Known.Test", "1.0.0", "public static class Known { public static int Value => 7; }");
        TestPackage.Write(Feed, "Other.Test", "1.0.0", "public static class Other { public static int Value => 8; }");

        Assert.Null((await RunAsync(RightSource)).Outcome.Error);
        Assert.Contains("Check the name", (await RunAsync("#r \"nuget: Unknown.Test, 1.0.0\"")).Error.Message, StringComparison.Ordinal);
        Assert.EndsWith("|7", Shown(await RunAsync("#r \"nuget: Known.Test, 1.0.0\"\nKnown.Value")), StringComparison.Ordinal);

        // It has been used: another cell that names it again, beside a wrong one, does not take it back.
        Assert.NotNull((await RunAsync($"{RightSource}{WrongSource}#r \"nuget: Unknown.Test, 1.0.0\"")).Outcome.Error);
        Assert.EndsWith("|8", Shown(await RunAsync("#r \"nuget: Other.Test, 1.0.0\"\nOther.Value")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_is_stopped_with_its_cell()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));
        var watch = Stopwatch.StartNew();

        // Nobody answers there: the restore would wait and try again.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("#i \"nuget:https://192.0.2.1/v3/index.json\"\n#r \"nuget: Known.Test, 1.0.0\"", stop.Token));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        Assert.Equal("2", Shown(await RunAsync("1 + 1")));
    }

    private string Feed => Directory.CreateDirectory(_folder["feed"]).FullName;

    private CellSession Start() => CellSession.Start(_folder["notebooks"], new Dictionary<string, string?>
    {
        ["XDG_DATA_HOME"] = _folder["data"],
        ["NUGET_PACKAGES"] = _folder["installed"],
    });

    private static string Shown(CellRun run) => run.Outcome.Error is { } error ? throw new InvalidOperationException(error.ToString()) : run.Shown;

    private async Task<CellRun> RunAsync(string code, CancellationToken cancellation = default)
    {
        var outputs = new List<CellOutput>();
        var place = $"cell {++_cells}";
        return new CellRun(place, await _session.RunAsync(place, code, TimeSpan.FromMinutes(2), outputs.Add, cancellation), outputs);
    }
}
