using DiffusionCourse.Notebooks.Markup;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Finds what a list of notebooks says of one.</summary>
internal static class NotebookTitle
{
    /// <summary>The text of the first heading; null where there is none.</summary>
    public static string? Find(NotebookDocument document) =>
        Prose(document).Select(cell => cell.Parsed.Descendants<HeadingBlock>().FirstOrDefault()).OfType<HeadingBlock>()
            .Select(heading => TextOf(heading.Inline).Trim()).FirstOrDefault();

    /// <summary>The Markdown of the first paragraph; null where there is none.</summary>
    public static string? FindOpening(NotebookDocument document) =>
        Prose(document).SelectMany(cell => cell.Parsed.OfType<ParagraphBlock>()
            .Where(block => block.Span.Start >= 0 && block.Span.End < cell.Text.Length && block.Span.Length > 0)
            .Select(block => cell.Text.Substring(block.Span.Start, block.Span.Length))).FirstOrDefault();

    /// <summary>The text of a piece of Markdown without its marks.</summary>
    public static string TextOf(ContainerInline? inlines) => string.Concat((inlines?.Descendants() ?? []).Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        Markdig.Extensions.Mathematics.MathInline formula => formula.Content.ToString(),
        LineBreakInline => " ",
        _ => "",
    }));

    /// <summary>The prose that can be read; what cannot is told where it is shown.</summary>
    private static IEnumerable<(string Text, MarkdownDocument Parsed)> Prose(NotebookDocument document)
    {
        foreach (var text in document.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Text))
        {
            MarkdownDocument parsed;
            try
            {
                parsed = MarkdownText.Parse(text);
            }
            catch (ProseException)
            {
                continue;
            }

            yield return (text, parsed);
        }
    }
}
