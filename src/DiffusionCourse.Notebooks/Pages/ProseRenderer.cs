using System.Net;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Markup;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Turns the Markdown of a notebook's cells into HTML that needs no other file.</summary>
/// <param name="links">Where links lead.</param>
/// <param name="glossary">The words that are explained where they first stand; null for none.</param>
internal sealed class ProseRenderer(PageLinks links, IReadOnlyList<GlossaryEntry>? glossary = null)
{
    private readonly GlossaryMarks _marks = new(glossary ?? []);
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly List<PageHeading> _headings = [];

    /// <summary>The headings of what was rendered, in order.</summary>
    public IReadOnlyList<PageHeading> Headings => _headings;

    /// <exception cref="ProseException">A formula or a picture cannot be rendered.</exception>
    public string Render(string markdown)
    {
        var document = MarkdownText.Parse(markdown);
        var found = document.Descendants<HeadingBlock>()
            .Select(heading => new PageHeading(heading.Level, UniqueAnchor(heading), NotebookTitle.TextOf(heading.Inline))).ToList();
        foreach (var node in document.Descendants().ToList())
        {
            Resolve(node);
        }

        _marks.Apply(document);
        var html = Render(document, markdown, _ => { });
        _headings.AddRange(found);
        return html;
    }

    /// <summary>A cell that is no code: prose, or text that stands as it is. What is raw for another format is not on the page.</summary>
    /// <exception cref="ProseException">A formula or a picture cannot be rendered.</exception>
    public string Render(NotebookCell cell) => cell.Kind == CellKind.Markdown ? Render(cell.Text) : cell.RawFormat switch
    {
        null => $"<pre class=\"fence\" tabindex=\"0\">{WebUtility.HtmlEncode(cell.Text)}</pre>\n",
        "text/html" => cell.Text + "\n",
        "text/markdown" => Render(cell.Text),
        _ => "",
    };

    /// <summary>
    /// A paragraph as one run of text with its formulas, for a place that is a link as a whole; null where a formula cannot be shown.
    /// </summary>
    public static string? RenderOpening(string markdown)
    {
        try
        {
            return Render(MarkdownText.Parse(markdown), markdown, renderer =>
                (renderer.EnableHtmlForInline, renderer.EnableHtmlForBlock) = (false, false)).Trim();
        }
        catch (ProseException)
        {
            return null;
        }
    }

    /// <summary>What a cell showed as Markdown, its addresses as they are; null where it cannot be rendered.</summary>
    public static string? RenderOutput(string markdown)
    {
        try
        {
            return Render(MarkdownText.Parse(markdown), markdown, _ => { });
        }
        catch (ProseException)
        {
            return null;
        }
    }

    private static string Render(MarkdownDocument document, string markdown, Action<HtmlRenderer> configure)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        configure(renderer);
        MarkdownText.Pipeline.Setup(renderer);
        FormulaRenderer.Register(renderer, markdown);
        CodeFenceRenderer.Register(renderer);
        try
        {
            renderer.Render(document);
        }
        catch (ArgumentException exception)
        {
            throw MarkdownText.TooDeep(exception);
        }

        return writer.ToString();
    }

    private void Resolve(MarkdownObject node)
    {
        switch (node)
        {
            case LinkInline { IsImage: true } picture:
                picture.Url = EmbeddedPicture.Resolve(picture.Url ?? "", links.Folder, node.Line + 1, node.Column + 1);
                break;
            case LinkInline link when links.Resolve(link.Url ?? "") is { } address:
                link.Url = address;
                break;
            case LinkInline link:
                link.ReplaceBy(new ContainerInline());
                break;
            case HtmlInline html:
                html.Tag = Resolved(html.Tag, node);
                break;
            case HtmlBlock { Type: not (HtmlBlockType.Comment or HtmlBlockType.CData or HtmlBlockType.ScriptPreOrStyle) } block:
                var before = block.Lines.ToString();
                if (Resolved(before, node) is var after && after != before)
                {
                    block.Lines = new StringLineGroup(after);
                }

                break;
        }
    }

    private string Resolved(string html, MarkdownObject node) => HtmlAddresses.Rewrite(
        html,
        address => address.IsPicture ? EmbeddedPicture.Resolve(
            address.Url, links.Folder, node.Line + 1, node.Column + 1) : links.Resolve(address.Url) ?? address.Url);

    /// <summary>An anchor as GitHub makes it from the heading's text; the next number is added where the page has it already.</summary>
    private string UniqueAnchor(HeadingBlock heading)
    {
        var text = LinkHelper.UrilizeAsGfm(NotebookTitle.TextOf(heading.Inline));
        var anchor = text.Length == 0 ? "section" : text;
        var unique = anchor;
        while (!_anchors.TryAdd(unique, 0))
        {
            unique = $"{anchor}-{++_anchors[anchor]}";
        }

        return heading.GetAttributes().Id = unique;
    }
}
