using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>
/// Keeps one copy of the scripts that every output brings, such as a charting library of some megabytes: of the elements
/// <c>&lt;script data-once="KEY"&gt;...&lt;/script&gt;</c> of one key, the first on the page stays, the others go.
/// </summary>
internal sealed partial class OnceScripts
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public string Filter(string html)
    {
        if (!html.Contains("data-once", StringComparison.OrdinalIgnoreCase))
        {
            return html;
        }

        var kept = new StringBuilder(html.Length);
        var from = 0;
        foreach (var (start, end, key) in Scripts(html))
        {
            if (key is not null && !_seen.Add(key))
            {
                kept.Append(html, from, start - from);
                from = end;
            }
        }

        return kept.Append(html, from, html.Length - from).ToString();
    }

    /// <summary>All script elements, so that text inside a script is not taken for another one.</summary>
    private static IEnumerable<(int Start, int End, string? Key)> Scripts(string html)
    {
        var position = 0;
        while (OpeningTag().Match(html, position) is { Success: true } opening)
        {
            var after = opening.Index + opening.Length;
            var close = html.IndexOf("</script", after, StringComparison.OrdinalIgnoreCase);
            var end = close < 0 ? html.Length : html.IndexOf('>', close) + 1;
            var key = OnceAttribute().Match(opening.Value);
            yield return (opening.Index, end == 0 ? html.Length : end, key.Success ? key.Groups["key"].Value : null);
            position = end == 0 ? html.Length : end;
        }
    }

    [GeneratedRegex("""<script\b(?:[^>"']|"[^"]*"|'[^']*')*>""", RegexOptions.IgnoreCase)]
    private static partial Regex OpeningTag();

    [GeneratedRegex("""\sdata-once\s*=\s*(?:"(?<key>[^"]*)"|'(?<key>[^']*)'|(?<key>[^\s>"']+))""", RegexOptions.IgnoreCase)]
    private static partial Regex OnceAttribute();
}
