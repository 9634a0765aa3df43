using Markdig;
using Markdig.Syntax;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Finds what a list of notebooks says of one.</summary>
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

    /// <summary>The first sentences of the prose, as plain text; null where there are none.</summary>
    public static string? FindOpening(NotebookDocument document, int limit = 180)
    {
        var paragraph = document.Cells.Where(cell => cell.Kind == CellKind.Markdown)
            .SelectMany(cell => Markdown.Parse(cell.Text).OfType<ParagraphBlock>().Select(block => cell.Text.Substring(block.Span.Start, block.Span.Length)))
            .FirstOrDefault();
        if (paragraph is null)
        {
            return null;
        }

        var text = string.Join(' ', Markdown.ToPlainText(paragraph).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= limit ? text : text[..(text.LastIndexOf(' ', limit) is > 0 and var end ? end : limit)].TrimEnd(',', ';', ':') + " …";
    }
}
