using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>A notebook as it must read in the place that it is exported to.</summary>
internal static class MovedNotebook
{
    public static NotebookDocument Create(PlannedExport export, IReadOnlyDictionary<string, string> targets)
    {
        var prose = new MarkdownLinkRewriter(export.SourceFolder, export.TargetFolder, targets);
        return export.Document with
        {
            Cells = [.. export.Document.Cells.Select(cell => cell with
            {
                Text = cell.Kind == CellKind.Markdown ? prose.Rewrite(cell.Text) : PathRewriter.Rewrite(cell.Text, export.SourceFolder, export.TargetFolder),
            })],
        };
    }
}
