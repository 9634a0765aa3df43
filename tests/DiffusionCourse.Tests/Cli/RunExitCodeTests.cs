using DiffusionCourse.Cli.Runs;
using DiffusionCourse.Notebooks.Exporting;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Tests.Cli;

/// <summary>A run and an export of the same notebooks tell the shell the same.</summary>
public sealed class RunExitCodeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0, RunStatus.Passed, RunStatus.Passed)]
    [InlineData(1, RunStatus.Passed, RunStatus.Failed)]
    [InlineData(1, RunStatus.Failed, RunStatus.Skipped)]
    [InlineData(3, RunStatus.TimedOut, RunStatus.Skipped)]
    [InlineData(3, RunStatus.Failed, RunStatus.TimedOut)]
    [InlineData(3, RunStatus.TimedOut, RunStatus.Failed)]
    public void The_worst_that_became_of_a_notebook_decides(int code, params RunStatus[] statuses)
    {
        NotebookResult[] results = [.. statuses.Select(status => new NotebookResult("a.dib", "A", null, status, TimeSpan.Zero, []))];

        Assert.Equal(code, RunSummary.ExitCodeOf(new RunReport(results, "index.html", TimeSpan.Zero)));
        Assert.Equal(code, ExportSummary.ExitCodeOf([.. results.Select(result => new ExportedFile(result.Path, "a.ipynb", ExportOutcome.Written, result))]));
    }

    [Fact]
    public void An_export_that_kept_a_file_has_failed_and_one_that_ran_nothing_has_not()
    {
        Assert.Equal(0, ExportSummary.ExitCodeOf([new ExportedFile("a.dib", "a.ipynb", ExportOutcome.Written)]));
        Assert.Equal(1, ExportSummary.ExitCodeOf([new ExportedFile("a.dib", "a.ipynb", ExportOutcome.Kept)]));
    }
}
