using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>
/// Takes the style sheets out of what cells show. Fragments carry their own, each bound to an id, because in a notebook they have no
/// head to put them into; a page has one, and HTML allows them only there.
/// </summary>
internal sealed partial class OutputStyles
{
    private readonly StringBuilder _styles = new();

    /// <summary>The style elements that were taken.</summary>
    public string Elements => _styles.ToString();

    /// <summary>The HTML without its style elements. What stands inside scripts is no element.</summary>
    public string Take(string html)
    {
        if (!html.Contains("<style", StringComparison.OrdinalIgnoreCase))
        {
            return html;
        }

        var kept = new StringBuilder(html.Length);
        var from = 0;
        while (Element().Match(html, from) is { Success: true } element)
        {
            kept.Append(html, from, element.Index - from);
            if (element.Groups["style"].Success)
            {
                _styles.Append(element.Value).Append('\n');
            }
            else
            {
                kept.Append(element.Value);
            }

            from = element.Index + element.Length;
        }

        return kept.Append(html, from, html.Length - from).ToString();
    }

    [GeneratedRegex(@"<script\b.*?</script\s*>|(?<style><style\b.*?</style\s*>)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Element();
}
