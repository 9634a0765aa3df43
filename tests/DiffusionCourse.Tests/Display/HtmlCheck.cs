using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DiffusionCourse.Tests.Display;

/// <summary>What all HTML of the library has to hold to.</summary>
internal static partial class HtmlCheck
{
    /// <summary>Parses a fragment as XML, which is stricter than HTML: everything closed, attributes quoted, text escaped.</summary>
    public static XElement Parse(string html) =>
        XDocument.Parse($"<body>{ScriptBody().Replace(html, "$1</script>").Replace("&nbsp;", "&#160;", StringComparison.Ordinal)}</body>").Root!;

    /// <summary>Asserts that the fragment is well-formed, reaches for nothing outside it, and has alternative text and unique ids.</summary>
    public static XElement Check(string html)
    {
        var body = Parse(html);
        var outside = body.Descendants().Attributes()
            .Where(a => a.Name.LocalName is "src" or "href" or "srcset" or "action" or "poster" or "data")
            .Where(a => !a.Value.StartsWith("data:image/", StringComparison.Ordinal));
        Assert.Empty(outside);
        Assert.DoesNotMatch(@"@import|url\(", string.Concat(body.Descendants("style").Select(style => style.Value)));
        Assert.All(body.Descendants("img"), img => Assert.False(string.IsNullOrWhiteSpace(img.Attribute("alt")?.Value)));
        var ids = body.Descendants().Attributes("id").Select(a => a.Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (var style in body.Descendants("style"))
        {
            // Every rule is scoped by an id of this fragment; before it may stand what tells the theme of the page.
            Assert.All(Selectors(style.Value), selector => Assert.Contains(ids, id => Theme().Replace(selector, "").StartsWith($"#{id}", StringComparison.Ordinal)));
        }

        return body;
    }

    private static IEnumerable<string> Selectors(string css) =>
        SelectorList().Matches(Comment().Replace(css, "")).SelectMany(match => match.Groups[1].Value.Split(',')).Select(s => s.Trim()).Where(s => !s.StartsWith('@') && s.Length > 0);

    [GeneratedRegex(@"(<script\b[^>]*>).*?</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptBody();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"([^{}]+)\{[^{}]*\}", RegexOptions.Singleline)]
    private static partial Regex SelectorList();

    [GeneratedRegex(@"^\[data-[a-z-]+[$]?=""[a-z-]+""\] ")]
    private static partial Regex Theme();
}
