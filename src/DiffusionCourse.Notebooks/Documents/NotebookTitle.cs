using Markdig;
using Markdig.Syntax;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Finds the title of a notebook.</summary>
internal static class NotebookTitle
{
    public static string? Find(NotebookDocument document)
    {
        foreach (var cell in document.Cells.Where(cell => cell.Kind == CellKind.Markdown))
        {
            var heading = Markdown.Parse(cell.Text).Descendants<HeadingBlock>().FirstOrDefault();
            if (heading is not null)
            {
                var text = cell.Text.Substring(heading.Span.Start, heading.Span.Length).Split('\n')[0].Trim('#', ' ', '\t');
                return Markdown.ToPlainText(text).Trim();
            }
        }

        return null;
    }
}
