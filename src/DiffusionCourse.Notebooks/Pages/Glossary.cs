using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Running;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>
/// The words that a course defines: the rows of the table below a heading "Glossary", in whichever notebook has one. All other pages
/// explain them where they first stand.
/// </summary>
internal sealed class Glossary
{
    private const string Heading = "Glossary";

    private readonly IReadOnlyList<GlossaryEntry> _entries;
    private readonly string? _notebook;

    private Glossary(IReadOnlyList<GlossaryEntry> entries, string? notebook) => (_entries, _notebook) = (entries, notebook);

    /// <summary>No words.</summary>
    public static Glossary Empty { get; } = new([], null);

    /// <summary>The glossary of a course; empty where no notebook has one.</summary>
    public static Glossary Of(IEnumerable<PlannedNotebook> notebooks)
    {
        foreach (var notebook in notebooks)
        {
            foreach (var cell in notebook.Document.Cells.Where(cell => cell.Kind == CellKind.Markdown
                && cell.Text.Contains(Heading, StringComparison.Ordinal)))
            {
                if (Read(cell.Text) is { Count: > 0 } entries)
                {
                    return new Glossary(entries, notebook.Path);
                }
            }
        }

        return Empty;
    }

    /// <summary>The words that the page of a notebook explains: none where the glossary itself stands.</summary>
    public IReadOnlyList<GlossaryEntry> For(PlannedNotebook notebook) => notebook.Path == _notebook ? [] : _entries;

    private static IReadOnlyList<GlossaryEntry> Read(string markdown)
    {
        MarkdownDocument document;
        try
        {
            document = MarkdownText.Parse(markdown);
        }
        catch (ProseException)
        {
            return [];
        }

        return
        [
            .. document.SkipWhile(block => block is not HeadingBlock heading || NotebookTitle.TextOf(heading.Inline) != Heading).Skip(1)
                .TakeWhile(block => block is not HeadingBlock).OfType<Table>().SelectMany(table => table.OfType<TableRow>())
                .Where(row => !row.IsHeader && row.Count == 2).Select(row => Entry(row, markdown)).OfType<GlossaryEntry>(),
        ];
    }

    private static GlossaryEntry? Entry(TableRow row, string markdown)
    {
        var names = Paragraph(row[0])?.Inline?.ToList() ?? [];
        string[] words = [
            .. names.OfType<LiteralInline>().SelectMany(literal => literal.Content.ToString().Split(',')).Select(word => word.Trim())
                .Where(word => word.Length > 0)
        ];
        string[] formulas = [.. names.OfType<MathInline>().Select(formula => formula.Content.ToString())];
        var name = string.Concat((words.Concat(formulas).FirstOrDefault() ?? "").Where(char.IsAsciiLetterOrDigit));
        return name.Length > 0 && Paragraph(row[1]) is { } meaning
            && ProseRenderer.RenderOpening(markdown.Substring(meaning.Span.Start, meaning.Span.Length)) is { } html
            ? new GlossaryEntry($"term-{name}", words, formulas, html)
            : null;
    }

    private static ParagraphBlock? Paragraph(Block cell) => (cell as TableCell)?.OfType<ParagraphBlock>().FirstOrDefault();
}
