using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Finds what a list of notebooks says of one.</summary>
internal static class NotebookTitle
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseMathematics().Build();

    /// <summary>The text of the first heading; null where there is none.</summary>
    public static string? Find(NotebookDocument document) =>
        Prose(document).Select(cell => Markdown.Parse(cell.Text, Pipeline).Descendants<HeadingBlock>().FirstOrDefault()).OfType<HeadingBlock>()
            .Select(heading => TextOf(heading.Inline).Trim()).FirstOrDefault();

    /// <summary>The Markdown of the first paragraph; null where there is none.</summary>
    public static string? FindOpening(NotebookDocument document) =>
        Prose(document).SelectMany(cell => Markdown.Parse(cell.Text, Pipeline).OfType<ParagraphBlock>()
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

    private static IEnumerable<NotebookCell> Prose(NotebookDocument document) => document.Cells.Where(cell => cell.Kind == CellKind.Markdown);
}
