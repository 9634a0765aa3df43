using System.Globalization;
using System.Text;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Running;
using static DiffusionCourse.Notebooks.Pages.PageFrame;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>The page that lists the notebooks of a run.</summary>
internal static class IndexPage
{
    public static void Write(Site site, RunReport report)
    {
        var body = new StringBuilder("<div class=\"layout\">\n<main id=\"main\">\n<h1>");
        body.Append(Encode(site.Title)).Append("</h1>\n<p class=\"lead\">").Append(Summary(report)).Append("</p>\n<ol class=\"notebooks\">\n");
        for (var index = 0; index < report.Notebooks.Count; index++)
        {
            AppendNotebook(body, site, index, report.Notebooks[index]);
        }

        body.Append("</ol>\n</main>\n</div>");
        PageFrame.Write(site.IndexPath, site.Title, body.ToString());
    }

    private static string Summary(RunReport report)
    {
        var counts = report.Notebooks.GroupBy(notebook => notebook.Status).OrderBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {PageText.Word(group.Key)}"));
        var outcome = report.Passed ? report.Notebooks.Count == 1 ? "passed" : "all passed" : string.Join(", ", counts);
        return $"{PageText.Count(report.Notebooks.Count, "notebook")}, {outcome}, run in {PageText.Time(report.Elapsed)}.";
    }

    private static void AppendNotebook(StringBuilder body, Site site, int index, NotebookResult result)
    {
        var title = result.PagePath is null
            ? Encode(result.Title)
            : $"<a href=\"{Site.Link(site.IndexPath, result.PagePath)}\">{Encode(result.Title)}</a>";
        var time = result.Status == RunStatus.Skipped ? "" : $" {PageText.Time(result.Elapsed)}";
        body.Append(CultureInfo.InvariantCulture, $"<li><span class=\"number\" aria-hidden=\"true\">{index + 1:00}</span><h2>{title}</h2><span class=\"state\">{PageText.Chip(result.Status)}{time}</span>");
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
}
