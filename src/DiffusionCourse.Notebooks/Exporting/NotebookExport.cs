using System.Text;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting.FileProgram;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>Writes notebooks in other formats.</summary>
public static class NotebookExport
{
    /// <summary>Exports notebooks.</summary>
    /// <param name="paths">Notebooks, and folders of them (see <see cref="NotebookSearch.Find"/>).</param>
    /// <param name="options">The format and where to write.</param>
    /// <returns>One entry a notebook. A file that was edited since it was exported is kept, unless <see cref="ExportOptions.Force"/> is set.</returns>
    /// <exception cref="CourseRunException">No path is given, or two notebooks would be written to one file; nothing was written.</exception>
    /// <exception cref="NotebookFormatException">A notebook cannot be read, or cannot be written in that format; nothing was written.</exception>
    public static IReadOnlyList<ExportedFile> Run(IReadOnlyList<string> paths, ExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        var plan = ExportPlan.Create(paths, options);
        var targets = plan.ToDictionary(export => export.Source, export => export.Target, StringComparer.Ordinal);
        var contents = plan.Select(export => (Export: export, Document: Prepare(export, targets, options))).ToList();
        var texts = contents.Select(item => ToText(item.Export, item.Document, options.Format)).ToList();
        return [.. contents.Select((item, index) => Write(item.Export, item.Document, texts[index], options))];
    }

    private static NotebookDocument Prepare(PlannedExport export, IReadOnlyDictionary<string, string> targets, ExportOptions options)
    {
        var moved = MovedNotebook.Create(export, targets);
        return options.Format == ExportFormat.Ipynb ? ExportMark.Set(moved) : moved;
    }

    private static string ToText(PlannedExport export, NotebookDocument document, ExportFormat format) =>
        format == ExportFormat.Cs ? FileProgramFormat.Write(export) : NotebookFile.ToText(document, export.Target);

    private static ExportedFile Write(PlannedExport export, NotebookDocument document, string text, ExportOptions options)
    {
        var outcome = ExportTarget.Decide(export.Target, text, document, options);
        if (outcome == ExportOutcome.Written)
        {
            Directory.CreateDirectory(export.TargetFolder);
            AtomicFile.WriteAllText(export.Target, text, new UTF8Encoding(document.HasByteOrderMark && options.Format == ExportFormat.Dib));
        }

        return new ExportedFile(export.Source, export.Target, outcome);
    }
}
