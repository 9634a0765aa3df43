using System.Diagnostics;
using DiffusionCourse.Notebooks.Tests;
using DiffusionCourse.Tests;
using Xunit.Abstractions;

namespace DiffusionCourse.Interactive.Tests;

/// <summary>Every notebook, cell by cell, on the tool dotnet-interactive, compared with the course's own runner.</summary>
public sealed class ToolTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Where a run of the notebooks has left its executed notebooks (<c>course run --executed</c>): they need not run again.</summary>
    private const string ExecutedVariable = "DIFFUSION_COURSE_EXECUTED";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_notebook_shows_on_the_tool_what_it_shows_in_the_course()
    {
        if (!Integration.Required)
        {
            output.WriteLine("Not tested: all notebooks take minutes. Set DIFFUSION_COURSE_REQUIRE_INTEGRATION=1.");
            return;
        }

        var theirs = _folder["theirs"];
        await DotnetAsync("tool", "restore");
        var running = CourseAsync("run", "notebooks", "--host", "dotnet-interactive", "--output", _folder["pages"], "--executed", theirs);
        var ours = Environment.GetEnvironmentVariable(ExecutedVariable) is { Length: > 0 } executed ? executed : _folder["ours"];
        if (!Directory.Exists(ours))
        {
            await CourseAsync("run", "notebooks", "--output", _folder["our-pages"], "--executed", ours);
        }

        await running;
        var compared = await CourseAsync("compare", ours, theirs);

        var count = Directory.GetFiles(Path.Combine(CourseFolder.Root, "notebooks"), "*.dib", SearchOption.AllDirectories).Length;
        Assert.Contains($"{count} compared, 0 differences", compared, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> CourseAsync(params string[] arguments) =>
        DotnetAsync([Directory.GetFiles(Path.Combine(CourseFolder.Root, "artifacts", "bin", "DiffusionCourse.Cli"), "course.dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!, .. arguments]);

    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = CourseFolder.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(text + await errors);
        Assert.True(process.ExitCode == 0, text + await errors);
        return text;
    }
}
