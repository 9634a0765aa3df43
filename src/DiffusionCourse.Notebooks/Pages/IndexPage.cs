using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Running;
using static DiffusionCourse.Notebooks.Pages.PageFrame;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>
/// The page that lists the notebooks of a run, by folder, with how far the reader has come and a search over all of them.
/// </summary>
internal static partial class IndexPage
{
    public static void Write(Site site, RunReport report)
    {
        var body = new StringBuilder("<div class=\"layout\">\n<main id=\"main\">\n<h1>");
        body.Append(Encode(site.Title)).Append("</h1>\n");
        var introduction = Introduction(site);
        body.Append(introduction is null || !report.Passed ? $"<p class=\"lead\">{Summary(report)}</p>\n" : "");
        body.Append(introduction is null ? "" : $"<div class=\"prose\">\n{introduction}</div>\n");

        // Both need a script, which takes them out of hiding.
        body.Append(
            "<p class=\"progress\" hidden><progress max=\"1\" value=\"0\" aria-label=\"Notebooks done\"></progress><span></span></p>\n");
        body.Append(
            "<form class=\"find-all\" role=\"search\" hidden><label for=\"find-all\">Search the course</label>"
            + "<input id=\"find-all\" type=\"search\" autocomplete=\"off\">"
            + "<p class=\"count\" role=\"status\"></p><ol class=\"results\"></ol></form>\n");
        var groups = Enumerable.Range(0, site.Notebooks.Count).GroupBy(index =>
            site.Notebooks[index].Group).OrderBy(group => Site.HoldsSolutions(group.Key)).ToList();
        foreach (var group in groups)
        {
            AppendGroup(body, site, report, group.Key, [.. group]);
        }

        body.Append(
            introduction is not null && report.Passed ? $"<p class=\"made\">These pages were made by running {Summary(report)}</p>\n" : "");
        body.Append("</main>\n</div>\n<script type=\"application/json\" id=\"course-text\">").Append(site.Search.ToJson())
            .Append("</script>");
        PageFrame.Write(site.IndexPath, new PageHead(site.Title, site.Title), body.ToString());
    }

    /// <summary>What a file index.md beside the notebooks says before the list of them; null where there is none.</summary>
    private static string? Introduction(Site site)
    {
        var path = site.Notebooks.Where(notebook => notebook.Group.Length == 0)
            .Select(notebook => Path.Combine(notebook.Folder, "index.md")).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return null;
        }

        var place = new PlannedNotebook(path, site.IndexPath, new NotebookDocument());
        try
        {
            return new ProseRenderer(new PageLinks(place, PageLinks.PagesOf(site.Notebooks))).Render(File.ReadAllText(path));
        }
        catch (ProseException error)
        {
            throw new NotebookFormatException($"{path}, line {error.Line}: {error.Message}", error);
        }
    }

    private static void AppendGroup(StringBuilder body, Site site, RunReport report, string group, IReadOnlyList<int> notebooks)
    {
        var name = group.Length == 0 ? "Notebooks" : string.Join(
            " / ", group.Split(Path.DirectorySeparatorChar).Select(part => char.ToUpperInvariant(part[0]) + part[1..].Replace('-', ' ')));
        var hidden = Site.HoldsSolutions(group);
        body.Append(hidden
            ? $"<details class=\"group\"><summary><h2>{Encode(name)}</h2> <span>for afterwards</span></summary>\n"
            : $"<section class=\"group\"><h2>{Encode(name)}</h2>\n");
        body.Append("<ol class=\"notebooks\">\n");
        foreach (var index in notebooks)
        {
            AppendNotebook(body, site, index, report.Notebooks[index]);
        }

        body.Append("</ol>\n").Append(hidden ? "</details>\n" : "</section>\n");
    }

    private static string Summary(RunReport report)
    {
        if (report.Notebooks.All(notebook => notebook.Status == RunStatus.NotRun))
        {
            return $"{PageText.Count(report.Notebooks.Count, "notebook")}.";
        }

        var counts = report.Notebooks.GroupBy(notebook => notebook.Status).OrderBy(group => group.Key)
            .Select(group => Invariant($"{group.Count()} {PageText.Word(group.Key)}"));
        var outcome = report.Passed ? report.Notebooks.Count == 1 ? "passed" : "all passed" : string.Join(", ", counts);
        return $"{PageText.Count(report.Notebooks.Count, "notebook")}, {outcome}, run in {PageText.Time(report.Elapsed)}.";
    }

    private static void AppendNotebook(StringBuilder body, Site site, int index, NotebookResult result)
    {
        var number = NumberOf(site, index);
        var named = NumberedTitle().Match(result.Title);
        var name = named.Success && named.Groups["number"].Value.TrimStart('0') == number.TrimStart('0')
            ? named.Groups["name"].Value
            : result.Title;
        var title = result.PagePath is null
            ? Encode(name)
            : $"<a href=\"{Site.Link(site.IndexPath, result.PagePath)}\">{Encode(name)}</a>";

        // That a notebook ran is what a reader expects; how far a task is, and what failed, is not.
        var state = result.Status switch
        {
            RunStatus.NotRun => "",
            RunStatus.Passed => result.Task is null ? "" : PageText.Chip(result),
            RunStatus.Skipped => PageText.Chip(result.Status),
            _ => $"{PageText.Chip(result)} {PageText.Time(result.Elapsed)}",
        };
        body.Append(
            CultureInfo.InvariantCulture,
            $"<li data-page=\"{site.KeyOf(index)}\"><span class=\"number\">{number}</span><h3>{title}</h3>"
                + $"<span class=\"state\">{state}</span>");
        if (NotebookTitle.FindOpening(site.Notebooks[index].Document) is { } opening && ProseRenderer.RenderOpening(opening) is { } text)
        {
            body.Append("<p class=\"opening\">").Append(text).Append("</p>");
        }

        if (result.FirstFailure?.Error is { } error)
        {
            var place = error.Location is null ? $"Cell {result.FirstFailure.Number}: " : "";
            body.Append("<p class=\"failure\">").Append(Encode(place + error)).Append("</p>");
        }

        body.Append("</li>\n");
    }

    /// <summary>The number that the file's name begins with, else its place.</summary>
    private static string NumberOf(Site site, int index)
    {
        var digits = string.Concat(Path.GetFileName(site.Notebooks[index].Path).TakeWhile(char.IsAsciiDigit));
        return digits.Length > 0 ? digits : (index + 1).ToString("00", CultureInfo.InvariantCulture);
    }

    /// <summary>A title that begins with the number that stands beside it, such as "Exercise 4 · Guidance".</summary>
    [GeneratedRegex(@"^(?:\p{L}+ )?(?<number>\d{1,4}) · (?<name>.+)$")]
    private static partial Regex NumberedTitle();
}
