using System.Globalization;
using System.Text;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Exercises;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Running;
using static DiffusionCourse.Notebooks.Pages.PageFrame;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>The page of one notebook: its prose, its code, what the code showed, and what went wrong.</summary>
internal static class NotebookPage
{
    public static void Write(
        Site site, int index, NotebookResult result, IReadOnlyList<PageCell> cells, IReadOnlyList<PageHeading> headings)
    {
        var path = result.PagePath!;
        var contents = TableOfContents(headings);
        var body = new StringBuilder();
        AppendTop(body, site, index, path);
        body.Append("<div class=\"layout").Append(contents.Length > 0 ? " with-toc" : "").Append("\">\n").Append(contents)
            .Append("<main id=\"main\">\n");
        AppendFacts(body, site, index, result);
        if (headings.All(heading => heading.Level != 1))
        {
            body.Append("<h1>").Append(Encode(result.Title)).Append("</h1>\n");
        }

        var (scripts, styles) = (new OnceScripts(), new OutputStyles());
        foreach (var cell in cells)
        {
            AppendCell(body, cell, scripts, styles);
        }

        AppendEnd(body, site, index, path);
        body.Append("</main>\n</div>");
        site.Search.Add(site.KeyOf(index), result.Title, cells);
        PageFrame.Write(
            path, new PageHead($"{result.Title} · {site.Title}", site.Title, site.KeyOf(index), styles.Elements), body.ToString());
    }

    private static void AppendTop(StringBuilder body, Site site, int index, string path)
    {
        body.Append("<header class=\"top\">").Append(site.HasIndex
            ? $"<a class=\"home\" href=\"{Site.Link(path, site.IndexPath)}\">{Encode(site.Title)}</a>"
            : $"<span class=\"home\">{Encode(site.Title)}</span>");

        // Needs a script, which takes it out of hiding.
        body.Append(
            "<form class=\"find\" role=\"search\" hidden><label for=\"find\">Find on this page</label>"
            + "<input id=\"find\" type=\"search\" autocomplete=\"off\"><output for=\"find\"></output></form>");
        var links = Link(site, index, -1, path, "prev", "← Previous") + Link(site, index, 1, path, "next", "Next →");
        body.Append(links.Length > 0 ? $"<nav aria-label=\"Neighbouring notebooks\">{links}</nav>" : "").Append("</header>\n");
    }

    private static string Link(Site site, int index, int step, string path, string relation, string text)
        => site.Neighbour(index, step) is { } target
        ? $"<a rel=\"{relation}\" href=\"{Site.Link(path, site.Notebooks[target].PagePath)}\" "
            + $"title=\"{Encode(site.Notebooks[target].Title)}\">{text}</a>"
        : "";

    private static string TableOfContents(IReadOnlyList<PageHeading> headings)
    {
        var entries = headings.Where(heading => heading.Level is 2 or 3).ToList();
        return entries.Count < 2
            ? ""
            : "<nav class=\"toc\" aria-label=\"On this page\"><h2>On this page</h2><ol>"
                + string.Concat(
                    entries.Select(heading =>
                        $"<li class=\"level-{heading.Level}\"><a href=\"#{Encode(heading.Anchor)}\">{Encode(heading.Text)}</a></li>"))
                + "</ol></nav>\n";
    }

    private static void AppendFacts(StringBuilder body, Site site, int index, NotebookResult result)
    {
        var place = site.PlaceOf(index) is { } text ? $"<span>{text}</span>" : "";
        var code = result.Cells.Count(cell => cell.Cell.Kind == CellKind.Code);
        body.Append("<div class=\"facts\">").Append(place).Append("<span>").Append(PageText.Count(code, "code cell")).Append("</span>");
        if (result.Status != RunStatus.NotRun)
        {
            body.Append(PageText.Chip(result)).Append("<span>").Append(PageText.Time(result.Elapsed)).Append("</span>");
        }

        if (result.FirstFailure is { } failure)
        {
            body.Append(CultureInfo.InvariantCulture, $"<a href=\"#cell-{failure.Number}\">To the cell that failed</a>");
        }

        body.Append("</div>\n");
    }

    private static void AppendCell(StringBuilder body, PageCell cell, OnceScripts scripts, OutputStyles styles)
    {
        var result = cell.Result;
        if (result.Cell.Kind != CellKind.Code && result.Error is null)
        {
            body.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"prose\" id=\"cell-{result.Number}\"{(cell.Prose.Length == 0 ? " hidden" : "")}>\n{cell.Prose}</div>\n");
            return;
        }

        var outputs = string.Concat(cell.Outputs.Select(output => styles.Take(OutputHtml.Render(output, result.Number, scripts))));
        var tail = outputs + (result.Error is null ? "" : ErrorHtml(result.Error))
            + (result.Status == RunStatus.Skipped ? "<p class=\"not-run\">Not run, because a cell before it failed.</p>" : "");
        var style = PageText.Style(result.Status);
        body.Append(
            CultureInfo.InvariantCulture,
            $"<section class=\"cell {style}{(tail.Length > 0 ? " has-output" : "")}\" id=\"cell-{result.Number}\" "
                + $"aria-label=\"{LabelOf(result)}\">\n");
        body.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"cell-head\"><b>Cell {result.Number}</b><span class=\"side\">{Side(result)}</span></div>\n");
        body.Append(CultureInfo.InvariantCulture, $"<pre class=\"source\" id=\"cell-{result.Number}-code\" tabindex=\"0\"><code>")
            .Append(Source(result.Cell)).Append("</code></pre>\n");
        body.Append(tail).Append("</section>\n");
    }

    private static string Side(CellResult result) => result.Status switch
    {
        RunStatus.Passed
            => result.Cell.Kind == CellKind.Code ? $"<span title=\"Time to compile and run\">{PageText.Time(result.Elapsed)}</span>" : "",
        RunStatus.NotRun => "",
        RunStatus.Skipped => PageText.Chip(result.Status),
        _ => PageText.Chip(result.Status) + (result.Elapsed > TimeSpan.Zero ? $"<span>{PageText.Time(result.Elapsed)}</span>" : ""),
    };

    private static string LabelOf(CellResult result)
        => Invariant($"Cell {result.Number}{(result.Status == RunStatus.NotRun ? "" : $", {PageText.Word(result.Status)}")}");

    private static string Source(NotebookCell cell)
        => cell.Language == "csharp" ? CSharpHighlighter.ToHtml(SolutionRegions.WithoutMarks(cell)) : Encode(cell.Text);

    private static string ErrorHtml(CellError error)
    {
        var html = new StringBuilder("<div class=\"error\" role=\"alert\"><p class=\"title\">");
        html.Append(error.Kind switch
        {
            CellErrorKind.Compilation => "This cell does not compile",
            CellErrorKind.Exception => "This cell threw an exception",
            CellErrorKind.Command => "This cell cannot run",
            CellErrorKind.Prose => "This text cannot be shown",
            CellErrorKind.Interrupted => "This cell was stopped",
            CellErrorKind.Timeout => "This cell took too long",
            _ => "The process ended in this cell",
        });
        html.Append("</p><pre>").Append(Encode(error.Message)).Append("</pre>");
        if (error.Location is { } location)
        {
            var caret = location.Column > 0 ? "\n" + new string(' ', Math.Min(location.Column - 1, location.Source.Length)) + "^" : "";
            html.Append("<pre class=\"where\" tabindex=\"0\">").Append(Encode($"{location}\n{location.Source}{caret}")).Append("</pre>");
        }

        if (error.Details.Count > 0)
        {
            html.Append("<details><summary>Details</summary><pre>").Append(Encode(string.Join('\n', error.Details)))
                .Append("</pre></details>");
        }

        return html.Append("</div>\n").ToString();
    }

    private static void AppendEnd(StringBuilder body, Site site, int index, string path)
    {
        if (site.Counterpart(index) is { } counterpart)
        {
            var text = Site.HoldsSolutions(site.Notebooks[index].Group) ? "Back to the exercise" : "A solution, for afterwards";
            body.Append("<p class=\"solution\"><a href=\"").Append(Site.Link(path, site.Notebooks[counterpart].PagePath)).Append("\">")
                .Append(text).Append("</a></p>\n");
        }

        if (site.HasIndex)
        {
            body.Append(
                "<p class=\"done\" hidden><button type=\"button\" class=\"mark\" aria-pressed=\"false\">Mark as done</button></p>\n");
        }

        var links = PagerLink(site, index, -1, path, "prev", "Previous") + PagerLink(site, index, 1, path, "next", "Next");
        body.Append(links.Length > 0 ? $"<nav class=\"pager\" aria-label=\"Other notebooks\">{links}</nav>\n" : "");
    }

    private static string PagerLink(Site site, int index, int step, string path, string style, string label)
        => site.Neighbour(index, step) is { } target
        ? $"<a class=\"{style}\" href=\"{Site.Link(path, site.Notebooks[target].PagePath)}\"><small>{label}</small>{
            Encode(site.Notebooks[target].Title)}</a>"
        : "";
}
