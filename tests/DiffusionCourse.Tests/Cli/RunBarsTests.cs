using DiffusionCourse.Cli.Runs;
using DiffusionCourse.Notebooks.Running;
using Spectre.Console;

namespace DiffusionCourse.Tests.Cli;

public sealed class RunBarsTests
{
    private const int Count = 4;

    [Fact]
    public void What_is_skipped_has_no_bar_and_leaves_the_last_one_alone()
    {
        var bars = new List<ProgressTask>();
        var display = new RunBars((text, full) =>
        {
            bars.Add(new ProgressTask(bars.Count, text, full));
            return bars[^1];
        });

        display.Report(new NotebookStarted("1-good.dib", 1, Count, "Good", 2));
        display.Report(Finished("1-good.dib", 1, RunStatus.Passed));
        display.Report(new NotebookStarted("2-bad.dib", 2, Count, "Bad", 3));
        display.Report(Finished("2-bad.dib", 2, RunStatus.Failed));
        display.Report(Finished("3-never.dib", 3, RunStatus.Skipped));
        display.Report(Finished("4-never.dib", 4, RunStatus.Skipped));

        Assert.Equal(["1-good.dib [green]passed[/]", "2-bad.dib [red]failed[/]"], bars.Select(bar => bar.Description));
        Assert.Equal([2.0, 3.0], bars.Select(bar => bar.Value));
    }

    private static NotebookFinished Finished(string path, int number, RunStatus status)
        => new(path, number, Count, new NotebookResult(path, path, null, status, TimeSpan.Zero, []));
}
