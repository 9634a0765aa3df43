using System.Net;
using DiffusionCourse.Notebooks.Maths;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Outputs as pieces of a page. HTML is taken as it is, so its scripts run; everything else is escaped.</summary>
internal static class OutputHtml
{
    private const int ScrollFromLines = 40;

    public static string Render(PageOutput output, int cell, OnceScripts scripts) => output.Kind switch
    {
        CellOutputKind.StandardOutput => Text(output.Content, "stdout"),
        CellOutputKind.StandardError => Text(output.Content, "stderr"),
        _ => Render(output.MimeType, output.Content, cell, scripts),
    };

    private static string Render(string mimeType, string content, int cell, OnceScripts scripts)
    {
        switch (mimeType)
        {
            case "text/html" or "image/svg+xml":
                return $"<div class=\"output\">{scripts.Filter(content)}</div>";
            case "image/png" or "image/jpeg" or "image/gif" or "image/webp":
                return $"<div class=\"output\"><img alt=\"Picture shown by cell {cell}\" "
                    + $"src=\"data:{mimeType};base64,{WebUtility.HtmlEncode(content)}\"></div>";
            case "application/javascript" or "text/javascript":
                return $"<div class=\"output\"><script>{content}</script></div>";
            case "text/latex":
                return $"<div class=\"output\">{Formula(content)}</div>";
            case "text/markdown" when ProseRenderer.RenderOutput(content) is { } html:
                return $"<div class=\"output prose\">{html}</div>";
            default:
                return Text(content, "text");
        }
    }

    private static string Formula(string latex)
    {
        try
        {
            return MathConverter.ToMathMl(latex.Trim().Trim('$'), display: true);
        }
        catch (MathSyntaxException exception)
        {
            return $"<pre>{WebUtility.HtmlEncode(latex)}</pre><p class=\"nb-more\">Not shown as a formula: "
                + $"{WebUtility.HtmlEncode(exception.Message)}</p>";
        }
    }

    private static string Text(string text, string kind)
    {
        text = text.TrimEnd('\n');
        if (text.Length == 0)
        {
            return "";
        }

        var isLong = text.Count(character => character == '\n') >= ScrollFromLines;
        return $"<div class=\"output {kind}{(isLong ? " scroll\" tabindex=\"0" : "")}\"><pre>{WebUtility.HtmlEncode(text)}</pre></div>";
    }
}
