using System.Net;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Writes the code blocks of prose, C# with its colours.</summary>
internal sealed class CodeFenceRenderer : HtmlObjectRenderer<CodeBlock>
{
    public static void Register(HtmlRenderer renderer) => renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new CodeFenceRenderer());

    protected override void Write(HtmlRenderer renderer, CodeBlock obj)
    {
        var code = string.Join('\n', obj.Lines.Lines.Take(obj.Lines.Count).Select(line => line.Slice.ToString()));
        var isCSharp = obj is FencedCodeBlock { Info: "csharp" or "cs" or "c#" };
        renderer.EnsureLine();
        renderer.Write("<pre class=\"fence\" tabindex=\"0\"><code>")
            .Write(isCSharp ? CSharpHighlighter.ToHtml(code) : WebUtility.HtmlEncode(code))
            .WriteLine("</code></pre>");
    }
}
