using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace DiffusionCourse.Notebooks.Markup;

/// <summary>The addresses in a piece of HTML: what pictures, links and media name. Comments and scripts hold none.</summary>
internal static partial class HtmlAddresses
{
    private static readonly HashSet<(string Tag, string Attribute)> Pictures =
        [("img", "src"), ("input", "src"), ("video", "poster"), ("image", "href")];

    private static readonly HashSet<(string Tag, string Attribute)> Links =
        [
            ("a", "href"), ("area", "href"), ("source", "src"), ("video", "src"), ("audio", "src"), ("track", "src"), ("iframe", "src"),
            ("embed", "src"), ("object", "data"),
        ];

    public static IEnumerable<Address> Find(string html)
    {
        foreach (var tag in Tags().Matches(html).Where(match => match.Groups["tag"].Success))
        {
            foreach (var attribute in Attributes().Matches(tag.Groups["attributes"].Value).Where(match => match.Groups["value"].Success))
            {
                var place = (tag.Groups["tag"].Value.ToLowerInvariant(), attribute.Groups["name"].Value.ToLowerInvariant());
                var value = attribute.Groups["value"];
                if (Pictures.Contains(place) || Links.Contains(place))
                {
                    var url = WebUtility.HtmlDecode(value.Value.Trim('"', '\'')).Trim();
                    yield return new Address(tag.Groups["attributes"].Index + value.Index, value.Length, url, Pictures.Contains(place));
                }
            }
        }
    }

    /// <summary>The HTML with other addresses; what stays is written as it was.</summary>
    public static string Rewrite(string html, Func<Address, string> move)
    {
        var written = new StringBuilder(html.Length);
        var from = 0;
        foreach (var address in Find(html))
        {
            if (move(address) is var moved && moved != address.Url)
            {
                written.Append(html, from, address.Start - from).Append(Quoted(moved));
                from = address.Start + address.Length;
            }
        }

        return written.Append(html, from, html.Length - from).ToString();
    }

    /// <summary>An address as the value of an attribute.</summary>
    public static string Quoted(string url) => $"\"{WebUtility.HtmlEncode(url)}\"";

    // Outside of quotes a tag holds no other one, so that what never ends is given up at the next.
    [GeneratedRegex(
        """<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>"""
        + """|<(?<tag>[a-z][a-z0-9]*)(?<attributes>(?>(?:[^<>"']|"[^"]*"|'[^']*')*))>""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex("""(?<name>[^\s"'>/=]+)(?:\s*=\s*(?<value>"[^"]*"|'[^']*'|[^\s"'>]+))?""")]
    private static partial Regex Attributes();
}
