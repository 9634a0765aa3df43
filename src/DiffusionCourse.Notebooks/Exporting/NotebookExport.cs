using System.Text;
using DiffusionCourse.Files;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Executed;
using DiffusionCourse.Notebooks.Exporting.FileProgram;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>Writes notebooks in other formats.</summary>
public static class NotebookExport
{
    /// <summary>Exports notebooks.</summary>
    /// <param name="paths">Notebooks, and folders of them (see <see cref="NotebookSearch.Find"/>).</param>
    /// <param name="options">The format, where to write, and whether to run the notebooks first.</param>
    /// <param name="progress">Told of every cell that runs; may be null.</param>
    /// <param name="cancellation">Stops the run; files of notebooks that have ended stay.</param>
    /// <returns>One entry a notebook. A file that was edited since it was exported is kept, unless <see cref="ExportOptions.Force"/> is
    /// set.</returns>
    /// <exception cref="CourseRunException">No path is given, two notebooks would be written to one file, or the format cannot hold
    /// outputs; nothing was written.</exception>
    /// <exception cref="NotebookFormatException">A notebook cannot be read, or cannot be written in that format; nothing was
    /// written.</exception>
    public static async Task<IReadOnlyList<ExportedFile>> RunAsync(
        IReadOnlyList<string> paths, ExportOptions options, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var plan = ExportTargets.Create(paths, options);

        // Before anything runs, which takes long.
        foreach (var folder in options.Execution is null ? [] : plan.Select(export => export.TargetFolder).Distinct().ToList())
        {
            NotebookDiscovery.PrepareFolder(folder, "folder of the export");
        }

        return options.Format == ExportFormat.Html
            ? await PageExport.RunAsync(plan, options, progress, cancellation)
            : await WriteFilesAsync(plan, options, progress, cancellation);
    }

    private static async Task<IReadOnlyList<ExportedFile>> WriteFilesAsync(
        IReadOnlyList<PlannedExport> plan, ExportOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var targets = plan.ToDictionary(export => export.Source, export => export.Target, StringComparer.Ordinal);
        var documents = plan.Select(export => Prepare(export, targets, options)).ToList();

        // All of them, before any is written or run: what cannot be written is known now.
        var texts = plan.Zip(documents, (export, document) => ToText(export, document, options.Format)).ToList();
        var files = plan.Select((export, index) =>
            new ExportedFile(export.Source, export.Target, Decide(export, texts[index], documents[index], options))).ToArray();
        var chosen = Enumerable.Range(0, plan.Count).Where(index => files[index].Outcome == ExportOutcome.Written).ToList();
        if (options.Execution is null)
        {
            chosen.ForEach(index => Write(plan[index], documents[index], texts[index], options));
            return files;
        }

        await NotebookSequence.RunAsync(
            [.. chosen.Select(index => new PlannedNotebook(plan[index].Source, plan[index].Target, plan[index].Document))],
            options.Execution,
            (place, result, cells, _) =>
            {
                var index = chosen[place];
                files[index] = files[index] with { Run = result };
                Write(
                    plan[index], documents[index], NotebookFile.ToText(JupyterOutputs.Store(documents[index], cells), plan[index].Target),
                    options);
            },
            progress,
            cancellation);
        return files;
    }

    // Cells that stand there already are run all the same: only outputs change.
    private static ExportOutcome Decide(PlannedExport export, string text, NotebookDocument document, ExportOptions options) =>
        ExportTarget.Decide(export.Target, text, document, options) is var outcome && outcome == ExportOutcome.Unchanged
            && options.Execution is not null
            ? ExportOutcome.Written
            : outcome;

    private static NotebookDocument Prepare(PlannedExport export, IReadOnlyDictionary<string, string> targets, ExportOptions options)
    {
        var moved = MovedNotebook.Create(export, targets);
        return options.Format == ExportFormat.Ipynb ? ExportMark.Set(moved) : moved;
    }

    private static string ToText(PlannedExport export, NotebookDocument document, ExportFormat format) =>
        format == ExportFormat.Cs ? FileProgramFormat.Write(export) : NotebookFile.ToText(document, export.Target, export.Source);

    private static void Write(PlannedExport export, NotebookDocument document, string text, ExportOptions options)
    {
        Directory.CreateDirectory(export.TargetFolder);
        AtomicFile.Write(export.Target, text, new UTF8Encoding(document.HasByteOrderMark && options.Format == ExportFormat.Dib));
    }
}
