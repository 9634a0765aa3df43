using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Markup;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>A notebook as it must read in the place that it is exported to.</summary>
internal static class MovedNotebook
{
    /// <exception cref="NotebookFormatException">Prose cannot be read.</exception>
    public static NotebookDocument Create(PlannedExport export, IReadOnlyDictionary<string, string> targets)
    {
        var links = new MovedLinks(export.SourceFolder, export.TargetFolder, targets);
        return export.Document with
        {
            Cells = [.. export.Document.Cells.Select((cell, index) => cell with
            {
                Text = cell.Kind switch
                {
                    CellKind.Markdown => Moved(cell.Text, links, $"{export.Source}, cell {index + 1}"),
                    CellKind.Code => MovedCode.Rewrite(cell.Text, export.SourceFolder, export.TargetFolder),
                    _ => cell.Text,
                },
            })],
        };
    }

    private static string Moved(string markdown, MovedLinks links, string place)
    {
        try
        {
            return MarkdownAddresses.Rewrite(markdown, address => links.Move(address.Url));
        }
        catch (ProseException exception)
        {
            throw new NotebookFormatException($"{place}: {exception.Message}", exception);
        }
    }
}
