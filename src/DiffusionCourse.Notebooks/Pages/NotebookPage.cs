using System.Globalization;
using System.Text;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Running;
using static DiffusionCourse.Notebooks.Pages.PageFrame;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>The page of one notebook: its prose, its code, what the code showed, and what went wrong.</summary>
internal static class NotebookPage
{
    public static void Write(Site site, int index, NotebookResult result, IReadOnlyList<PageCell> cells, IReadOnlyList<PageHeading> headings)
    {
        var path = result.PagePath!;
        var contents = TableOfContents(headings);
        var body = new StringBuilder();
        AppendTop(body, site, index, path);
        body.Append("<div class=\"layout").Append(contents.Length > 0 ? " with-toc" : "").Append("\">\n").Append(contents).Append("<main id=\"main\">\n");
        AppendFacts(body, site, index, result);
        if (headings.All(heading => heading.Level != 1))
        {
            body.Append("<h1>").Append(Encode(result.Title)).Append("</h1>\n");
        }

        var scripts = new OnceScripts();
        foreach (var cell in cells)
        {
            AppendCell(body, cell, scripts);
        }

        AppendPager(body, site, index, path);
        body.Append("</main>\n</div>");
        PageFrame.Write(path, $"{result.Title} · {site.Title}", body.ToString());
    }

    private static void AppendTop(StringBuilder body, Site site, int index, string path)
    {
        body.Append("<header class=\"top\"><a class=\"home\" href=\"").Append(Site.Link(path, site.IndexPath)).Append("\">").Append(Encode(site.Title)).Append("</a>");
        if (site.Notebooks.Count > 1)
        {
            body.Append("<nav aria-label=\"Neighbouring notebooks\">");
            AppendLink(body, site, index - 1, path, "prev", "← Previous");
            AppendLink(body, site, index + 1, path, "next", "Next →");
            body.Append("</nav>");
        }

        body.Append("</header>\n");
    }

    private static void AppendLink(StringBuilder body, Site site, int target, string path, string relation, string text)
    {
        if (target >= 0 && target < site.Notebooks.Count)
        {
            var notebook = site.Notebooks[target];
            body.Append(CultureInfo.InvariantCulture, $"<a rel=\"{relation}\" href=\"{Site.Link(path, notebook.PagePath)}\" title=\"{Encode(notebook.Title)}\">{text}</a>");
        }
    }

    private static string TableOfContents(IReadOnlyList<PageHeading> headings)
    {
        var entries = headings.Where(heading => heading.Level is 2 or 3).ToList();
        return entries.Count < 2
            ? ""
            : "<nav class=\"toc\" aria-label=\"On this page\"><h2>On this page</h2><ol>"
                + string.Concat(entries.Select(heading => $"<li class=\"level-{heading.Level}\"><a href=\"#{Encode(heading.Anchor)}\">{Encode(heading.Text)}</a></li>"))
                + "</ol></nav>\n";
    }

    private static void AppendFacts(StringBuilder body, Site site, int index, NotebookResult result)
    {
        var place = site.Notebooks.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"<span>Notebook {index + 1} of {site.Notebooks.Count}</span>") : "";
        var code = result.Cells.Count(cell => cell.Cell.Kind == CellKind.Code);
        body.Append("<p class=\"facts\">").Append(place).Append(PageText.Chip(result.Status))
            .Append("<span>").Append(PageText.Count(code, "code cell")).Append("</span><span>").Append(PageText.Time(result.Elapsed)).Append("</span>");
        if (result.FirstFailure is { } failure)
        {
            body.Append(CultureInfo.InvariantCulture, $"<a href=\"#cell-{failure.Number}\">To the cell that failed</a>");
        }

        body.Append("</p>\n");
    }

    private static void AppendCell(StringBuilder body, PageCell cell, OnceScripts scripts)
    {
        var result = cell.Result;
        if (result.Cell.Kind == CellKind.Markdown && result.Error is null)
        {
            body.Append(CultureInfo.InvariantCulture, $"<div class=\"prose\" id=\"cell-{result.Number}\">\n{cell.Prose}</div>\n");
            return;
        }

        var outputs = string.Concat(cell.Outputs.Select(output => OutputHtml.Render(output, result.Number, scripts)));
        var tail = outputs + (result.Error is null ? "" : ErrorHtml(result.Error)) + (result.Status == RunStatus.Skipped ? "<p class=\"not-run\">Not run, because a cell before it failed.</p>" : "");
        var style = PageText.Style(result.Status);
        body.Append(CultureInfo.InvariantCulture, $"<section class=\"cell {style}{(tail.Length > 0 ? " has-output" : "")}\" id=\"cell-{result.Number}\" aria-label=\"Cell {result.Number}, {PageText.Word(result.Status)}\">\n");
        body.Append(CultureInfo.InvariantCulture, $"<div class=\"cell-head\"><b>Cell {result.Number}</b><span class=\"side\">{Side(result)}<button type=\"button\" class=\"copy\" aria-label=\"Copy the code of cell {result.Number}\">Copy</button></span></div>\n");
        body.Append("<pre class=\"source\" tabindex=\"0\"><code>").Append(Source(result.Cell)).Append("</code></pre>\n");
        body.Append(tail).Append("</section>\n");
    }

    private static string Side(CellResult result) => result.Status switch
    {
        RunStatus.Passed => result.Cell.Kind == CellKind.Code ? $"<span title=\"Time to compile and run\">{PageText.Time(result.Elapsed)}</span>" : "",
        RunStatus.Skipped => PageText.Chip(result.Status),
        _ => PageText.Chip(result.Status) + (result.Elapsed > TimeSpan.Zero ? $"<span>{PageText.Time(result.Elapsed)}</span>" : ""),
    };

    private static string Source(NotebookCell cell) => cell.Language == "csharp" ? CSharpHighlighter.ToHtml(cell.Text) : Encode(cell.Text);

    private static string ErrorHtml(CellError error)
    {
        var html = new StringBuilder("<div class=\"error\" role=\"alert\"><h4>");
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
        html.Append("</h4><pre>").Append(Encode(error.Message)).Append("</pre>");
        if (error.Location is { } location)
        {
            var caret = location.Column > 0 ? "\n" + new string(' ', Math.Min(location.Column - 1, location.Source.Length)) + "^" : "";
            html.Append("<pre class=\"where\" tabindex=\"0\">").Append(Encode($"{location}\n{location.Source}{caret}")).Append("</pre>");
        }

        if (error.Details.Count > 0)
        {
            html.Append("<details><summary>Details</summary><pre>").Append(Encode(string.Join('\n', error.Details))).Append("</pre></details>");
        }

        return html.Append("</div>\n").ToString();
    }

    private static void AppendPager(StringBuilder body, Site site, int index, string path)
    {
        if (site.Notebooks.Count < 2)
        {
            return;
        }

        body.Append("<nav class=\"pager\" aria-label=\"Other notebooks\">");
        AppendPagerLink(body, site, index - 1, path, "prev", "Previous");
        AppendPagerLink(body, site, index + 1, path, "next", "Next");
        body.Append("</nav>\n");
    }

    private static void AppendPagerLink(StringBuilder body, Site site, int target, string path, string style, string label)
    {
        if (target >= 0 && target < site.Notebooks.Count)
        {
            var notebook = site.Notebooks[target];
            body.Append(CultureInfo.InvariantCulture, $"<a class=\"{style}\" href=\"{Site.Link(path, notebook.PagePath)}\"><small>{label}</small>{Encode(notebook.Title)}</a>");
        }
    }
}
