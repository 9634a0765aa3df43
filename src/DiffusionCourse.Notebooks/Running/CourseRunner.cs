using System.Diagnostics;
using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>Runs notebooks from their first cell to their last and writes a page for each.</summary>
public static class CourseRunner
{
    /// <summary>Runs notebooks one after another, each in a process of its own.</summary>
    /// <param name="paths">Notebooks, and folders whose notebooks run in the order of their paths, subfolders after.</param>
    /// <param name="options">Where the pages go, time limits and the like.</param>
    /// <param name="progress">Told of every cell; may be null.</param>
    /// <param name="cancellation">Stops the run and ends its processes; pages of finished notebooks stay.</param>
    /// <returns>The results. Notebooks that fail are reported there, not thrown.</returns>
    /// <exception cref="CourseRunException">The paths or options are wrong; nothing has run.</exception>
    /// <exception cref="Documents.NotebookFormatException">A notebook cannot be read; nothing has run.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static async Task<RunReport> RunAsync(
        IReadOnlyList<string> paths,
        RunOptions options,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var notebooks = RunPlan.Create(paths, options.OutputFolder);
        RunPlan.PrepareOutput(options.OutputFolder);

        var start = Stopwatch.GetTimestamp();
        var site = new Site(options.Title ?? TitleOf(paths), Path.GetFullPath(options.OutputFolder), notebooks);
        var results = new List<NotebookResult>();
        await using var sessions = new SessionsAhead(notebooks, options.EnvironmentVariables);
        for (var index = 0; index < notebooks.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var notebook = notebooks[index];
            var skip = options.FailFast && results.Exists(result => result.Status != RunStatus.Passed);
            var result = skip
                ? Skipped(notebook)
                : await RunAsync(notebook, index, sessions, site, options, progress, cancellation);
            results.Add(result);
            progress?.Report(new NotebookFinished(notebook.Path, index + 1, notebooks.Count, result));
        }

        var report = new RunReport(results, site.IndexPath, Stopwatch.GetElapsedTime(start));
        IndexPage.Write(site, report);
        return report;
    }

    private static async Task<NotebookResult> RunAsync(
        PlannedNotebook notebook, int index, SessionsAhead sessions, Site site, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var (path, place, all) = (notebook.Path, index + 1, site.Notebooks.Count);
        var cellCount = notebook.Document.Cells.Count;
        await using var session = sessions.Take(index);
        progress?.Report(new NotebookStarted(path, place, all, notebook.Title, cellCount));
        var run = new NotebookRun(
            notebook,
            session,
            options,
            (_, cell) => progress?.Report(new CellStarted(path, place, all, cell, cellCount)),
            (_, cell, output) => progress?.Report(new CellShowed(path, place, all, cell, output)),
            (_, cell) => progress?.Report(new CellFinished(path, place, all, cell, cellCount)));
        await session.Ready.WaitAsync(cancellation);
        var cells = await run.RunAsync(cancellation);
        var result = new NotebookResult(path, notebook.Title, notebook.PagePath, Worst(cells), run.Elapsed, [.. cells.Select(cell => cell.Result)]);
        NotebookPage.Write(site, index, result, cells, run.Headings);
        return result;
    }

    private static RunStatus Worst(IReadOnlyList<PageCell> cells) =>
        cells.Any(cell => cell.Result.Status == RunStatus.TimedOut) ? RunStatus.TimedOut
        : cells.Any(cell => cell.Result.Status == RunStatus.Failed) ? RunStatus.Failed
        : RunStatus.Passed;

    private static NotebookResult Skipped(PlannedNotebook notebook) => new(
        notebook.Path,
        notebook.Title,
        null,
        RunStatus.Skipped,
        TimeSpan.Zero,
        [.. notebook.Document.Cells.Select((cell, index) => new CellResult(index + 1, cell, RunStatus.Skipped, TimeSpan.Zero, null))]);

    private static string TitleOf(IReadOnlyList<string> paths) =>
        paths is [var single] && Directory.Exists(single) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(single))) : "Notebooks";
}
