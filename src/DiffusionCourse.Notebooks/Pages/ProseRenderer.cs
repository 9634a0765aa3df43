using DiffusionCourse.Notebooks.Documents;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Turns the Markdown of a cell into HTML that needs no other file.</summary>
internal sealed class ProseRenderer
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePipeTables()
        .UseGridTables()
        .UseEmphasisExtras()
        .UseTaskLists()
        .UseFootnotes()
        .UseDefinitionLists()
        .UseAlertBlocks()
        .UseAutoLinks()
        .UseMathematics()
        .UsePreciseSourceLocation()
        .Build();

    private readonly string _folder;
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly List<PageHeading> _headings = [];

    /// <param name="folder">The folder of the notebook, where its pictures lie.</param>
    public ProseRenderer(string folder) => _folder = folder;

    /// <summary>The headings of what was rendered, in order.</summary>
    public IReadOnlyList<PageHeading> Headings => _headings;

    /// <exception cref="ProseException">A formula or a picture cannot be rendered.</exception>
    public string Render(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        var found = document.Descendants<HeadingBlock>()
            .Select(heading => new PageHeading(heading.Level, UniqueAnchor(heading), NotebookTitle.TextOf(heading.Inline))).ToList();

        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = link.IsImage ? EmbeddedPicture.Resolve(link, _folder) : PageLinks.Resolve(link.Url);
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        FormulaRenderer.Register(renderer, markdown);
        CodeFenceRenderer.Register(renderer);
        renderer.Render(document);
        _headings.AddRange(found);
        return writer.ToString();
    }

    /// <summary>A paragraph as one run of text with its formulas, for a place that is a link as a whole; null where a formula cannot be shown.</summary>
    public static string? RenderOpening(string markdown)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer) { EnableHtmlForInline = false, EnableHtmlForBlock = false };
        Pipeline.Setup(renderer);
        FormulaRenderer.Register(renderer, markdown);
        try
        {
            renderer.Render(Markdown.Parse(markdown, Pipeline));
        }
        catch (ProseException)
        {
            return null;
        }

        return writer.ToString().Trim();
    }

    /// <summary>Cells are parsed one by one, so the same heading in two of them would get the same anchor.</summary>
    private string UniqueAnchor(HeadingBlock heading)
    {
        var attributes = Markdig.Renderers.Html.HtmlAttributesExtensions.GetAttributes(heading);
        var anchor = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
        _anchors[anchor] = _anchors.TryGetValue(anchor, out var uses) ? uses + 1 : 0;
        return attributes.Id = _anchors[anchor] == 0 ? anchor : $"{anchor}-{_anchors[anchor]}";
    }
}
