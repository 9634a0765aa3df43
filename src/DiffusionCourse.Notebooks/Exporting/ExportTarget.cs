using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exporting.FileProgram;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>Decides whether a file may be written, so that nobody's edits are lost.</summary>
internal static class ExportTarget
{
    /// <param name="path">The file.</param>
    /// <param name="content">What would be written.</param>
    /// <param name="document">The notebook that <paramref name="content"/> holds.</param>
    /// <param name="options">Whether edits may be lost.</param>
    public static ExportOutcome Decide(string path, string content, NotebookDocument document, ExportOptions options)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder, so no file of that name can be written. Move it, or export into another folder.");
        }

        if (!File.Exists(path))
        {
            return ExportOutcome.Written;
        }

        if (File.ReadAllText(path) == content)
        {
            return ExportOutcome.Unchanged;
        }

        return options.Force ? ExportOutcome.Written : options.Format switch
        {
            ExportFormat.Ipynb => DecideNotebook(path, document),
            ExportFormat.Cs when FileProgramFormat.IsUntouched(File.ReadAllText(path)) => ExportOutcome.Written,
            _ => ExportOutcome.Kept,
        };
    }

    private static ExportOutcome DecideNotebook(string path, NotebookDocument document)
    {
        NotebookDocument present;
        try
        {
            present = NotebookFile.Read(path);
        }
        catch (NotebookFormatException)
        {
            return ExportOutcome.Kept;
        }

        var mark = ExportMark.Of(present);
        return mark == ExportMark.Of(document) ? ExportOutcome.Unchanged
            : mark == ExportMark.Read(present) ? ExportOutcome.Written
            : ExportOutcome.Kept;
    }
}
