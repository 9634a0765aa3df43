using DiffusionCourse.Notebooks.Exercises;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>Runs notebooks one after another, each in a process of its own, and hands each over as it ends.</summary>
internal static class NotebookSequence
{
    private const string NotStarted = "not started";

    /// <param name="notebooks">The notebooks.</param>
    /// <param name="options">Time limits and the like.</param>
    /// <param name="finished">
    /// Called with the place of each notebook that ran, from 0, its result, cells and headings: in order, while the next one runs already.
    /// </param>
    /// <param name="progress">Told of every cell; may be null.</param>
    /// <param name="cancellation">Ends the run and its processes.</param>
    public static async Task<IReadOnlyList<NotebookResult>> RunAsync(
        IReadOnlyList<PlannedNotebook> notebooks,
        RunOptions options,
        Action<int, NotebookResult, IReadOnlyList<PageCell>, IReadOnlyList<PageHeading>> finished,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        var results = new List<NotebookResult>();
        var (pages, glossary) = (PageLinks.PagesOf(notebooks), Glossary.Of(notebooks));
        await using var sessions = new SessionsAhead(notebooks, options);
        var handingOver = Task.CompletedTask;
        try
        {
            for (var index = 0; index < notebooks.Count; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                var notebook = notebooks[index];
                if (options.FailFast && results.Exists(result => result.Status != RunStatus.Passed))
                {
                    results.Add(NotRun(notebook, RunStatus.Skipped));
                }
                else
                {
                    var prose = new ProseRenderer(new PageLinks(notebook, pages), glossary.For(notebook));
                    var run = await RunAsync(
                        notebook, prose, index, notebooks.Count, sessions.Take(index), options, progress, cancellation);
                    results.Add(run.Result);
                    await handingOver;
                    var place = index;
                    handingOver = Task.Run(() => finished(place, run.Result, run.Cells, run.Headings), CancellationToken.None);
                }

                progress?.Report(new NotebookFinished(notebook.Path, index + 1, notebooks.Count, results[^1]));
            }
        }
        finally
        {
            await handingOver;
        }

        return results;
    }

    /// <summary>The result of a notebook that was not run.</summary>
    public static NotebookResult NotRun(PlannedNotebook notebook, RunStatus status) => new(
        notebook.Path,
        notebook.Title,
        null,
        status,
        TimeSpan.Zero,
        [.. notebook.Document.Cells.Select((cell, index) => new CellResult(index + 1, cell, status, TimeSpan.Zero, null))]);

    private static async Task<(NotebookResult Result, IReadOnlyList<PageCell> Cells, IReadOnlyList<PageHeading> Headings)> RunAsync(
        PlannedNotebook notebook, ProseRenderer prose, int index, int count, INotebookSession session, RunOptions options,
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var (path, place, cellCount) = (notebook.Path, index + 1, notebook.Document.Cells.Count);
        progress?.Report(new NotebookStarted(path, place, count, notebook.Title, cellCount));
        var run = new NotebookRun(
            notebook,
            prose,
            session,
            options,
            (_, cell) => progress?.Report(new CellStarted(path, place, count, cell, cellCount)),
            (_, cell, output) => progress?.Report(new CellShowed(path, place, count, cell, output)),
            (_, cell) => progress?.Report(new CellFinished(path, place, count, cell, cellCount)));
        await session.Ready.WaitAsync(cancellation);
        var cells = await run.RunAsync(cancellation);
        var result = new NotebookResult(
            path, notebook.Title, notebook.PagePath, Worst(cells), run.Elapsed, [.. cells.Select(cell => cell.Result)])
        {
            Task = TaskOf(notebook, [.. cells.SelectMany(cell => cell.Outputs).Select(output => output.Task).OfType<string>()]),
        };
        return (result, cells, run.Headings);
    }

    /// <summary>The first task that is not solved yet; of a sheet that nobody has touched none is started.</summary>
    private static string? TaskOf(PlannedNotebook notebook, string[] tasks) =>
        tasks.Length > 0 && ExerciseSheets.IsUntouched(notebook.Path, notebook.Document)
            ? NotStarted
            : tasks.FirstOrDefault(task => task != NotebookResult.Solved) ?? tasks.FirstOrDefault();

    private static RunStatus Worst(IReadOnlyList<PageCell> cells) =>
        cells.Any(cell => cell.Result.Status == RunStatus.TimedOut) ? RunStatus.TimedOut
        : cells.Any(cell => cell.Result.Status == RunStatus.Failed) ? RunStatus.Failed
        : RunStatus.Passed;
}
