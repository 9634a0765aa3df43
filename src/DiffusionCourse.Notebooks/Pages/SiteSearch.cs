using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>The text of all pages, section by section, for the search on the page that lists them.</summary>
internal sealed partial class SiteSearch
{
    private readonly JsonArray _sections = [];

    /// <summary>Takes in a page.</summary>
    /// <param name="page">Its link from the index.</param>
    /// <param name="title">Its title.</param>
    /// <param name="cells">Its cells.</param>
    public void Add(string page, string title, IReadOnlyList<PageCell> cells)
    {
        var (heading, anchor, text) = (title, "", new StringBuilder());
        foreach (var cell in cells)
        {
            if (cell.Result.Cell.Kind == CellKind.Code)
            {
                text.Append(cell.Result.Cell.Text).Append('\n');
                continue;
            }

            var from = 0;
            foreach (var match in Heading().Matches(cell.Prose).Cast<Match>())
            {
                text.Append(PlainText(cell.Prose[from..match.Index]));
                AddSection(page, title, heading, anchor, text);
                (heading, anchor) = (PlainText(match.Groups["text"].Value).Trim(), match.Groups["id"].Value);
                from = match.Index + match.Length;
            }

            text.Append(PlainText(cell.Prose[from..])).Append('\n');
        }

        AddSection(page, title, heading, anchor, text);
    }

    /// <summary>All sections, as JSON that may stand inside a script element.</summary>
    public string ToJson() => _sections.ToJsonString(new JsonSerializerOptions());

    private void AddSection(string page, string title, string heading, string anchor, StringBuilder text)
    {
        var content = Blanks().Replace(text.ToString(), " ").Trim();
        text.Clear();
        if (content.Length > 0)
        {
            _sections.Add(
                new JsonObject
                {
                    ["page"] = page,
                    ["title"] = title,
                    ["heading"] = heading,
                    ["anchor"] = WebUtility.HtmlDecode(anchor),
                    ["text"] = content,
                });
        }
    }

    private static string PlainText(string html) => WebUtility.HtmlDecode(Tag().Replace(Unread().Replace(html, ""), " "));

    [GeneratedRegex("""<h[1-6] id="(?<id>[^"]*)"[^>]*>(?<text>.*?)</h[1-6]>""", RegexOptions.Singleline)]
    private static partial Regex Heading();

    /// <summary>What stands in the page but is not its text: a formula's source, and what a word means.</summary>
    [GeneratedRegex("<annotation.*?</annotation>|<span class=\"tip\".*?</span>", RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
