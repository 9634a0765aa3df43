using System.Net;
using System.Text;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>What is known of a name.</summary>
/// <param name="Signature">How it is declared.</param>
/// <param name="Summary">What its documentation says first.</param>
/// <param name="Parameters">Names and documentation of its parameters.</param>
/// <param name="Remarks">The rest of the documentation: remarks, what it returns, exceptions.</param>
/// <param name="Overloads">Other methods of its name.</param>
/// <param name="Source">The code of the cell that declared it; null where it comes from an assembly.</param>
internal sealed record SymbolDescription(
    string Signature, string Summary, IReadOnlyList<(string Name, string Text)> Parameters, IReadOnlyList<string> Remarks,
    IReadOnlyList<string> Overloads, string? Source)
{
    public string ToText()
    {
        var text = new StringBuilder(Signature);
        Append(text, Summary);
        Append(text, string.Join('\n', Parameters.Select(parameter => $"{parameter.Name}: {parameter.Text}")));
        foreach (var remark in Remarks)
        {
            Append(text, remark);
        }

        Append(text, string.Join('\n', Overloads));
        Append(text, Source ?? "");
        return text.ToString();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder($"```csharp\n{Signature}\n```");
        Append(text, MarkdownEscape.Of(Summary));
        Append(
            text,
            string.Join(
                '\n',
                Parameters.Where(parameter =>
                    parameter.Text.Length > 0).Select(parameter => $"- `{parameter.Name}`: {MarkdownEscape.Of(parameter.Text)}")));
        foreach (var remark in Remarks)
        {
            Append(text, MarkdownEscape.Of(remark));
        }

        return text.ToString();
    }

    public string ToHtml()
    {
        var html = new StringBuilder($"<pre>{WebUtility.HtmlEncode(Signature)}</pre>");
        AppendParagraph(html, Summary);
        if (Parameters.Count > 0)
        {
            html.Append("<dl>").AppendJoin(
                "",
                Parameters.Select(parameter =>
                    $"<dt><code>{WebUtility.HtmlEncode(parameter.Name)}</code></dt><dd>{
                        WebUtility.HtmlEncode(parameter.Text)}</dd>")).Append("</dl>");
        }

        foreach (var remark in Remarks)
        {
            AppendParagraph(html, remark);
        }

        foreach (var code in Overloads.Append(Source).OfType<string>())
        {
            html.Append("<pre>").Append(WebUtility.HtmlEncode(code)).Append("</pre>");
        }

        return html.ToString();
    }

    private static void Append(StringBuilder text, string paragraph)
    {
        if (paragraph.Length > 0)
        {
            text.Append("\n\n").Append(paragraph);
        }
    }

    private static void AppendParagraph(StringBuilder html, string paragraph)
    {
        if (paragraph.Length > 0)
        {
            html.Append("<p style=\"white-space:pre-wrap\">").Append(WebUtility.HtmlEncode(paragraph)).Append("</p>");
        }
    }
}
