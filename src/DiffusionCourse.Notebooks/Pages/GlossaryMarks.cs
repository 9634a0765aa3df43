using System.Net;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Marks the words of a glossary where they first stand in running text, with their meaning on hover and on focus.</summary>
/// <param name="entries">The words.</param>
internal sealed class GlossaryMarks(IReadOnlyList<GlossaryEntry> entries)
{
    private readonly List<(GlossaryEntry Entry, Regex? Words)> _open =
        [.. entries.Select(entry => (entry, entry.Words.Count > 0 ? Pattern(entry.Words) : null))];

    /// <summary>Marks what is not marked on the page yet. Headings, links and tables stay as they are.</summary>
    public void Apply(MarkdownDocument document)
    {
        foreach (var block in document.Descendants<ParagraphBlock>().Where(block => !IsInTable(block)))
        {
            for (var inline = block.Inline?.FirstChild; inline is not null && _open.Count > 0; inline = Next(inline))
            {
                Mark(inline);
            }
        }
    }

    private static Inline? Next(Inline inline) =>
        inline is ContainerInline { FirstChild: { } child } and not LinkInline ? child : NextOutside(inline);

    private static Inline? NextOutside(Inline inline) => inline.NextSibling ?? (inline.Parent is { } parent ? NextOutside(parent) : null);

    private void Mark(Inline inline)
    {
        if (inline is MathInline { DelimiterCount: 1 } formula)
        {
            var found = _open.FindIndex(open => open.Entry.Formulas.Contains(formula.Content.ToString()));
            if (found >= 0)
            {
                inline.InsertBefore(new HtmlInline(Begin(_open[found].Entry)));
                inline.InsertAfter(new HtmlInline(End(_open[found].Entry)));
                _open.RemoveAt(found);
            }
        }
        else if (inline is LiteralInline literal)
        {
            var text = literal.Content.ToString();
            var (index, match) = _open.Index().Select(open => (open.Index, Match: open.Item.Words?.Match(text)))
                .Where(open => open.Match is { Success: true }).OrderBy(open => open.Match!.Index).FirstOrDefault();
            if (match is null)
            {
                return;
            }

            var entry = _open[index].Entry;
            _open.RemoveAt(index);
            var after = new LiteralInline(text[(match.Index + match.Length)..]);
            literal.InsertAfter(after);
            literal.InsertAfter(new HtmlInline(Begin(entry) + WebUtility.HtmlEncode(match.Value) + End(entry)));
            literal.Content = new(text[..match.Index]);
        }
    }

    private static string Begin(GlossaryEntry entry) => $"<dfn class=\"term\" tabindex=\"0\" aria-describedby=\"{entry.Id}\">";

    private static string End(GlossaryEntry entry)
        => $"<span class=\"tip\" role=\"tooltip\" id=\"{entry.Id}\">{entry.Meaning}</span></dfn>";

    private static bool IsInTable(Block block)
    {
        for (var parent = block.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is Table)
            {
                return true;
            }
        }

        return false;
    }

    // SNR stands in capitals everywhere; what is written small may begin a sentence.
    private static Regex Pattern(IReadOnlyList<string> words) => new(
        $@"\b({string.Join('|', words.Select(word => char.IsUpper(word[0])
            ? Regex.Escape(word) : $"[{char.ToUpperInvariant(word[0])}{word[0]}]{Regex.Escape(word[1..])}"))})s?\b");
}
