using System.Diagnostics;
using DiffusionCourse.Notebooks.Pages;

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
        var notebooks = NotebookDiscovery.Create(paths, options.OutputFolder);
        var executed = ExecutedNotebooks.Prepare(notebooks, options);
        NotebookDiscovery.PrepareFolder(options.OutputFolder, "output folder");

        var start = Stopwatch.GetTimestamp();
        var site = new Site(options.Title ?? TitleOf(paths), Path.GetFullPath(options.OutputFolder), notebooks);
        var results = await NotebookSequence.RunAsync(
            notebooks,
            options,
            (index, result, cells, headings) =>
            {
                NotebookPage.Write(site, index, result, cells, headings);
                executed?.Keep(index, cells);
            },
            progress,
            cancellation);
        var report = new RunReport(results, site.IndexPath, Stopwatch.GetElapsedTime(start));
        IndexPage.Write(site, report);
        return report;
    }

    private static string TitleOf(IReadOnlyList<string> paths) =>
        paths is [var single] && Directory.Exists(single)
            ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(single)))
            : "Notebooks";
}
