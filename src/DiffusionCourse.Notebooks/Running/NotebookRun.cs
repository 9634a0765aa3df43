using System.Diagnostics;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>Runs the cells of one notebook in order.</summary>
internal sealed class NotebookRun(
    PlannedNotebook notebook, ProseRenderer prose, INotebookSession session, RunOptions options, Action<NotebookRun, int> starting,
    Action<NotebookRun, int, CellOutput> showing, Action<NotebookRun, CellResult> finished)
{
    private readonly OutputCollector _outputs = new();
    private bool _broken;

    public TimeSpan Elapsed { get; private set; }

    public IReadOnlyList<PageHeading> Headings => prose.Headings;

    public async Task<IReadOnlyList<PageCell>> RunAsync(CancellationToken cancellation)
    {
        var cells = new List<(CellResult Result, string Prose)>();
        var start = Stopwatch.GetTimestamp();
        for (var index = 0; index < notebook.Document.Cells.Count; index++)
        {
            var cell = notebook.Document.Cells[index];
            var number = index + 1;
            var (result, html) = cell.Kind == CellKind.Code ? (await RunCodeAsync(cell, number, cancellation), "") : Render(cell, number);
            _broken |= result.Error is not null && cell.Kind == CellKind.Code;
            cells.Add((result, html));
            finished(this, result);
        }

        Elapsed = Stopwatch.GetElapsedTime(start);

        // Only now: a cell may change what an earlier one shows.
        return [.. cells.Select(cell => new PageCell(cell.Result, cell.Prose, _outputs.OutputsOf(cell.Result.Number)))];
    }

    private (CellResult Result, string Html) Render(NotebookCell cell, int number)
    {
        try
        {
            return (new CellResult(number, cell, RunStatus.Passed, TimeSpan.Zero, null), prose.Render(cell));
        }
        catch (ProseException exception)
        {
            var line = cell.Text.Split('\n').ElementAtOrDefault(exception.Line - 1) ?? "";
            var location = new CellLocation($"cell {number}", exception.Line, exception.Column, line);
            var error = new CellError(
                CellErrorKind.Prose, $"column {exception.Column}: {exception.Message}", location,
                [$"in {notebook.Path}, line {cell.Line + exception.Line - 1}"]);
            return (new CellResult(number, cell, RunStatus.Failed, TimeSpan.Zero, error), "");
        }
    }

    private async Task<CellResult> RunCodeAsync(NotebookCell cell, int number, CancellationToken cancellation)
    {
        if (_broken)
        {
            return new CellResult(number, cell, RunStatus.Skipped, TimeSpan.Zero, null);
        }

        starting(this, number);
        if (cell.Language == "html")
        {
            Show(number, new CellOutput(CellOutputKind.Display, $"html-{number}", "text/html", cell.Text));
            return new CellResult(number, cell, RunStatus.Passed, TimeSpan.Zero, null);
        }

        if (cell.Language != KernelNames.CSharp)
        {
            var error = new CellError(
                CellErrorKind.Command, OtherLanguages.Message(cell.Language),
                new CellLocation($"cell {number}", 1, 1, cell.Text.Split('\n')[0]), []);
            return new CellResult(number, cell, RunStatus.Failed, TimeSpan.Zero, error);
        }

        var outcome = await session.RunAsync(
            $"cell {number}", cell.Text, options.CellTimeout, output => Show(number, output), cancellation);
        var status = outcome.Error switch
        {
            null => RunStatus.Passed,
            { Kind: CellErrorKind.Timeout } => RunStatus.TimedOut,
            _ => RunStatus.Failed,
        };
        return new CellResult(number, cell, status, outcome.Elapsed, WithFileLine(outcome.Error, cell, number));
    }

    private void Show(int number, CellOutput output)
    {
        _outputs.Add(number, output);
        showing(this, number, output);
    }

    /// <summary>Adds the line of the file, for an editor that shows the file as it is.</summary>
    private CellError? WithFileLine(CellError? error, NotebookCell cell, int number) =>
        error?.Location is { } location && location.Place == $"cell {number}" && cell.Line > 0
            ? error with { Details = [.. error.Details, $"in {notebook.Path}, line {cell.Line + location.Line - 1}"] }
            : error;
}
