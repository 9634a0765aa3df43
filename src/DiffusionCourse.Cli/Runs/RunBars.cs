using DiffusionCourse.Notebooks.Running;
using Spectre.Console;

namespace DiffusionCourse.Cli.Runs;

/// <summary>Shows a run as bars, one for each notebook that starts.</summary>
/// <param name="add">Adds a bar, of which it is given the text, as markup, and the value at which it is full.</param>
internal sealed class RunBars(Func<string, double, ProgressTask> add) : IProgress<RunProgress>
{
    private ProgressTask? _bar;

    public void Report(RunProgress value)
    {
        switch (value)
        {
            case NotebookStarted started:
                _bar = add(Markup.Escape(Path.GetFileName(started.NotebookPath)), started.CellCount);
                break;
            case CellFinished finished when _bar is not null:
                _bar.Value = finished.Result.Number;
                break;
            case NotebookFinished finished when _bar is not null:
                _bar.Description += finished.Result.Status == RunStatus.Passed ? " [green]passed[/]" : " [red]failed[/]";
                _bar.Value = _bar.MaxValue;

                // One that is skipped ends without a start: this bar is not its.
                _bar = null;
                break;
        }
    }
}
