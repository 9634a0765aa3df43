using System.Diagnostics;
using DiffusionCourse.Tests.Cli;
using Xunit.Abstractions;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>The way by which any host is compared with the course's own runner, tried with the course's own kernel under nbconvert.</summary>
public sealed class HostComparisonTests(ITestOutputHelper output) : IDisposable
{
    private const string Python = "/usr/bin/python3";
    // It draws, sweeps with progress, and shows tables.
    private const string Name = "02-loading";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_kernel_shows_what_the_runner_shows()
    {
        var ours = _folder.File("ours");
        var theirs = _folder.File("theirs");
        var prefix = _folder.File("prefix");
        if (!File.Exists(Python) || await PythonAsync("-c", "import nbconvert") != 0)
        {
            Assert.False(Integration.Required, "python3-nbconvert is missing");
            output.WriteLine("Not tested: python3-nbconvert is missing");
            return;
        }

        await CourseAsync("export", $"notebooks/{Name}.dib", "--to", "ipynb", "--output", ours, "--execute");
        await CourseAsync("export", $"notebooks/{Name}.dib", "--to", "ipynb", "--output", theirs);
        await CourseAsync("kernel", "install", "--prefix", prefix);
        Assert.Equal(0, await PythonAsync("-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", Path.Combine(theirs, $"{Name}.ipynb")));
        var comparison = await CourseCommand.RunAsync("compare", ours, theirs);
        Assert.True(comparison.ExitCode == 0, comparison.Output + comparison.Errors);
        Assert.Contains("1 compared, 0 differences", comparison.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task CourseAsync(params string[] arguments)
    {
        var run = await CourseCommand.RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    private async Task<int> PythonAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JUPYTER_PATH"] = Path.Combine(_folder.File("prefix"), "share", "jupyter");
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync();
        output.WriteLine(await process.StandardError.ReadToEndAsync() + await text);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
