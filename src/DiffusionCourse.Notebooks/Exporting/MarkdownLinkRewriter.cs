using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>
/// Prose whose notebook moves: links to notebooks that are exported with it lead to their exports, relative links to other files
/// still lead there. Only the addresses change, and the way back gives the same text again.
/// </summary>
internal sealed class MarkdownLinkRewriter(string fromFolder, string toFolder, IReadOnlyDictionary<string, string> targets)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseFootnotes().UseMathematics().UsePreciseSourceLocation().Build();

    public string Rewrite(string markdown)
    {
        var text = markdown;
        foreach (var (span, url) in Addresses(markdown).OrderByDescending(address => address.Span.Start))
        {
            // An address that was written with escapes stands otherwise in the text: such a one is left alone.
            if (span.Length == url.Length && string.CompareOrdinal(markdown, span.Start, url, 0, url.Length) == 0)
            {
                text = string.Concat(text.AsSpan(0, span.Start), Move(url), text.AsSpan(span.End + 1));
            }
        }

        return text;
    }

    private static IEnumerable<(SourceSpan Span, string Url)> Addresses(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        var links = document.Descendants<LinkInline>().Where(link => link is { Url: not null, Reference: null }).Select(link => (link.UrlSpan, link.Url!));
        var definitions = document.Descendants<LinkReferenceDefinition>().Where(definition => definition.Url is not null).Select(definition => (definition.UrlSpan, definition.Url!));
        return links.Concat(definitions);
    }

    private string Move(string url)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var (address, anchor) = hash < 0 ? (url, "") : (url[..hash], url[hash..]);
        if (address.Length == 0 || address.StartsWith('/') || Uri.TryCreate(address, UriKind.Absolute, out _))
        {
            return url;
        }

        var file = Path.GetFullPath(Uri.UnescapeDataString(address), fromFolder);
        var target = targets.GetValueOrDefault(file) ?? (Path.Exists(file) ? file : null);
        if (target is null)
        {
            return url;
        }

        // Where only the extension differs, what the author wrote stays otherwise.
        var isRenamed = Path.GetRelativePath(toFolder, target) == Path.ChangeExtension(Path.GetRelativePath(fromFolder, file), Path.GetExtension(target));
        return (isRenamed ? Path.ChangeExtension(address, Path.GetExtension(target)) : CourseFolder.LinkTo(target, toFolder)) + anchor;
    }
}
