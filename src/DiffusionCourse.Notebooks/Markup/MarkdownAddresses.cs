using System.Text;
using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Markup;

/// <summary>The addresses in a piece of Markdown: of links, pictures, definitions of both, and of the HTML inside.</summary>
internal static class MarkdownAddresses
{
    /// <summary>The Markdown with other addresses; everything else stays to the letter.</summary>
    /// <exception cref="ProseException">It cannot be read.</exception>
    public static string Rewrite(string markdown, Func<Address, string> move)
    {
        var written = new StringBuilder(markdown.Length);
        var from = 0;
        foreach (var (address, isHtml) in Find(markdown).DistinctBy(found => found.Address.Start).OrderBy(found => found.Address.Start))
        {
            if (address.Start < from || move(address) is not { } moved || moved == address.Url)
            {
                continue;
            }

            var text = markdown.Substring(address.Start, address.Length);
            written.Append(markdown, from, address.Start - from)
                .Append(isHtml ? HtmlAddresses.Quoted(moved) : Written(moved, address.Url, text));
            from = address.Start + address.Length;
        }

        return written.Append(markdown, from, markdown.Length - from).ToString();
    }

    private static IEnumerable<(Address Address, bool IsHtml)> Find(string markdown)
    {
        foreach (var node in MarkdownText.Parse(markdown).Descendants())
        {
            switch (node)
            {
                case LinkInline { Url: { } url, Reference: null } link when Stands(markdown, link.UrlSpan, url):
                    yield return (new Address(link.UrlSpan.Start, link.UrlSpan.Length, url, link.IsImage), false);
                    break;
                case LinkReferenceDefinition { Url: { } url } definition when Stands(markdown, definition.UrlSpan, url):
                    yield return (new Address(definition.UrlSpan.Start, definition.UrlSpan.Length, url, IsPicture: false), false);
                    break;
                case HtmlInline or HtmlBlock when node.Span.Start >= 0 && node.Span.End < markdown.Length && node.Span.Length > 0:
                    foreach (var inside in HtmlAddresses.Find(markdown.Substring(node.Span.Start, node.Span.Length)))
                    {
                        yield return (inside with { Start = node.Span.Start + inside.Start }, true);
                    }

                    break;
            }
        }
    }

    /// <summary>Whether an address stands where the parser says, with brackets and escapes or without.</summary>
    private static bool Stands(string markdown, SourceSpan span, string url) =>
        span.Start >= 0 && span.Length > 0 && span.End < markdown.Length
            && HtmlHelper.Unescape(Bare(markdown.Substring(span.Start, span.Length))) == url;

    private static bool IsBracketed(string text) => text.StartsWith('<') && text.EndsWith('>');

    private static string Bare(string text) => IsBracketed(text) ? text[1..^1] : text;

    /// <summary>
    /// An address in the form that the former one had. Where only the end differs, the rest stays to the letter, escapes included.
    /// </summary>
    private static string Written(string moved, string url, string text)
    {
        var (bare, isBracketed) = (Bare(text), IsBracketed(text));
        var same = url.Zip(moved).TakeWhile(pair => pair.First == pair.Second).Count();
        var isKept = same > 0 && bare.EndsWith(url[same..], StringComparison.Ordinal)
            && HtmlHelper.Unescape(bare[..^(url.Length - same)]) == url[..same];
        var written = isKept ? bare[..^(url.Length - same)] + moved[same..] : Escaped(moved, isBracketed);
        return isBracketed ? $"<{written}>" : written;
    }

    private static string Escaped(string url, bool isBracketed)
    {
        var written = new StringBuilder(url.Length);
        foreach (var character in url)
        {
            var isFree = !char.IsControl(character) && character is not ('<' or '>' or '\\' or '&')
                && (isBracketed || character is not (' ' or '(' or ')'));
            _ = isFree ? written.Append(character) : written.Append(Uri.HexEscape(character));
        }

        return written.ToString();
    }
}
