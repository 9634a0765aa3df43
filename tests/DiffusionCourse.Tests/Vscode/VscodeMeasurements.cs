using System.Diagnostics;
using DiffusionCourse.Tests.Cli;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>
/// What a student waits for in VS Code, and that no file changes there. A few interrupts and files are checked always; all of them, and what
/// needs a quiet machine, where <see cref="Measurements"/> says so.
/// </summary>
[Collection(VscodeGroup.Name)]
public sealed class VscodeMeasurements(VscodeFixture vscode, ITestOutputHelper output)
{
    private const float Patience = 60_000;
    private const double LargestRatio = 1.5;
    private const int OneFileOf = 9;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(1);
    private static readonly string Root = CourseCommand.RepositoryRoot;

    [Fact]
    public async Task The_first_picture_is_timed()
    {
        if (!Measurements.AreOn || !vscode.IsPresent(output))
        {
            return;
        }

        using var server = await CodeServer.StartAsync(vscode.Package);
        var up = Stopwatch.GetElapsedTime(server.StartedAt);
        await using var window = await VscodeWindow.OpenAsync(vscode.Browser, server, Root, "notebooks/00-from-noise-to-picture.dib");
        var open = Stopwatch.GetElapsedTime(server.StartedAt);

        // The first notebook of a window is blank for seconds while VS Code starts the page of its outputs, whatever is in it.
        await window.Cells.First.WaitForAsync();
        var shown = Stopwatch.GetElapsedTime(server.StartedAt);
        await window.StartAllAsync();
        await window.WaitForOutputAsync(window.Outputs.Locator(".dc-toy svg").First);
        var drawn = Stopwatch.GetElapsedTime(server.StartedAt);
        output.WriteLine($"VS Code's server answered {up.TotalSeconds:0.0} s after its start, part 0 was open after {open.TotalSeconds:0.0} s, "
            + $"showed its cells after {shown.TotalSeconds:0.0} s, and its first drawing stood there after {drawn.TotalSeconds:0.0} s.");

        await window.WaitForStatusAsync("ready");
        await window.CloseNotebooksAsync();
        await window.OpenNotebookAsync("notebooks/02-loading.dib");
        await window.WaitForStatusAsync("ready");
        await window.ScrollToAsync(window.Cells.Filter(new() { HasText = "var first" }));
        var run = Stopwatch.GetTimestamp();
        await window.StartAllAsync();
        await window.Outputs.Locator("img").First.WaitForAsync(new() { Timeout = Patience });
        output.WriteLine($"In part 2 the first picture that the model drew stood there {Stopwatch.GetElapsedTime(run).TotalSeconds:0.0} s after Run All.");
        await window.WaitForStatusAsync("ready");
    }

    [Fact]
    public async Task Run_All_takes_little_longer_than_the_courses_own_runner_and_changes_no_file()
    {
        string[] parts = [.. Directory.EnumerateFiles(Path.Combine(Root, "notebooks"), "*.dib").Select(Path.GetFileName).Where(part => Measurements.Includes(part!)).Order()!];
        if (parts.Length == 0 || !vscode.IsPresent(output))
        {
            return;
        }

        var before = await GitStatusAsync();
        var ratios = new List<double>();
        using var pages = new TemporaryFolder();
        await using var window = await vscode.OpenAsync("notebooks/01-setup.dib");
        foreach (var part in parts)
        {
            await window.CloseNotebooksAsync();
            var start = Stopwatch.GetTimestamp();
            var runner = await CourseCommand.RunAsync("run", Path.Combine("notebooks", part), "--output", pages.Path);
            var alone = Stopwatch.GetElapsedTime(start);
            Assert.True(runner.ExitCode == 0, runner.Output + runner.Errors);

            await window.OpenNotebookAsync("notebooks/" + part);
            var run = await window.RunAllAsync();
            ratios.Add(run / alone);
            output.WriteLine($"{part}: Run All {run.TotalSeconds:0.0} s, the runner {alone.TotalSeconds:0.0} s, {run / alone:0.00} times");
            Assert.Equal(0, await window.Cells.Locator(".codicon-notebook-state-error").CountAsync());
            await window.CommandAsync("File: Save All Files");
            Assert.Equal(before, await GitStatusAsync());
        }

        output.WriteLine($"{parts.Length} parts, the largest ratio {ratios.Max():0.00}; git status: {(before.Length == 0 ? "clean" : "as before")}.");
        Assert.True(ratios.Max() <= LargestRatio, $"Run All takes up to {ratios.Max():0.00} times as long as the runner.");
    }

    [Fact]
    public async Task A_file_that_is_edited_back_and_saved_is_byte_for_byte_the_same()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        string[] all = [.. Directory.EnumerateFiles(Path.Combine(Root, "notebooks"), "*.dib", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string[] files = [.. all.Where((_, at) => Measurements.AreOn || at % OneFileOf == 0)];
        await using var window = await vscode.OpenAsync(Path.GetRelativePath(Root, files[0]));
        foreach (var (at, file) in files.Index())
        {
            var before = await File.ReadAllBytesAsync(file);
            var written = File.GetLastWriteTimeUtc(file);
            await window.OpenNotebookAsync(Path.GetRelativePath(Root, file));
            await window.SaveAgainAsync();
            Assert.True(File.GetLastWriteTimeUtc(file) > written, $"{file} was not written.");
            Assert.Equal(before, await File.ReadAllBytesAsync(file));
            if (at % OneFileOf == OneFileOf - 1)
            {
                // Each notebook that is open has a process of its own.
                await window.CloseNotebooksAsync();
            }
        }

        output.WriteLine($"{files.Length} of {all.Length} files were written anew and are the same.");
    }

    [Fact]
    public async Task After_an_interrupt_the_next_cell_answers_within_a_second()
    {
        if (!vscode.IsPresent(output))
        {
            return;
        }

        await using var window = await vscode.OpenAsync("notebooks/12-takeaways.dib");
        await window.WaitForStatusAsync("ready");
        await window.AddCellAsync("""
            #!import ../artifacts/course/setup.dib
            var pipeline = await StableDiffusionPipeline.LoadAsync();
            await pipeline.WarmUpAsync();
            var kept = 0;
            Console.Write("loaded");
            """);
        await window.RunCellAsync();
        await Expect(window.Outputs.GetByText("loaded")).ToBeVisibleAsync(new() { Timeout = Patience });
        await window.AddCellAsync("await pipeline.GenerateAsync(new(\"a red apple\") { Steps = 400, Seed = 1 })");
        await window.AddCellAsync("Console.Write($\"kept {++kept} times\");");
        await window.AddCellAsync("// Shift+Enter adds no cell below.");
        ILocator generation = window.Cells.Filter(new() { HasText = "GenerateAsync" }), next = window.Cells.Filter(new() { HasText = "++kept" });

        var random = new Random(1);
        var times = new List<TimeSpan>();
        for (var round = 1; round <= Measurements.Interrupts; round++)
        {
            await generation.Locator(".view-line").First.ClickAsync();
            await window.RunCellAsync();
            await window.WaitForStatusAsync("running");
            await Task.Delay(random.Next(1500));
            var moment = Stopwatch.GetTimestamp();
            await window.InterruptButton.ClickAsync();
            await next.Locator(".view-line").First.ClickAsync();
            await window.RunCellAsync();

            // A process that had to be ended would have forgotten the variable.
            await Expect(window.Outputs.GetByText($"kept {round} times")).ToBeVisibleAsync(new() { Timeout = Patience });
            times.Add(Stopwatch.GetElapsedTime(moment));
            await window.WaitForStatusAsync("ready");
        }

        times.Sort();
        output.WriteLine($"{times.Count} interrupts in the window: median {times[times.Count / 2].TotalMilliseconds:0} ms, worst {times[^1].TotalMilliseconds:0} ms, clicks and drawing included.");
        await window.CommandAsync("File: Revert File");
        Assert.True(!Measurements.AreOn || times[^1] < LongestAnswer, $"One answer took {times[^1].TotalMilliseconds:0} ms.");
    }

    private static async Task<string> GitStatusAsync()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["status", "--porcelain"]) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
        var status = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
        return status;
    }
}
