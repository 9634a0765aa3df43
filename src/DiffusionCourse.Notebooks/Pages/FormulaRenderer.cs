using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Maths;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Writes the formulas of prose as MathML.</summary>
internal static class FormulaRenderer
{
    public static void Register(HtmlRenderer renderer, string markdown)
    {
        renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new Inline(markdown));
        renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new Block(markdown));
    }

    private static string Convert(string latex, bool display, string markdown, int searchFrom)
    {
        try
        {
            return MathConverter.ToMathMl(latex, display);
        }
        catch (MathSyntaxException exception)
        {
            searchFrom = Math.Clamp(searchFrom, 0, markdown.Length);
            var start = markdown.IndexOf(latex, searchFrom, StringComparison.Ordinal) is >= 0 and var found ? found : searchFrom;
            var offset = Math.Min(start + exception.Offset, markdown.Length);
            var before = markdown[..offset];
            throw new ProseException(
                $"the formula cannot be shown: {exception.Message}",
                before.Count(character => character == '\n') + 1,
                offset - before.LastIndexOf('\n'));
        }
    }

    private sealed class Inline(string markdown) : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj)
        {
            var display = obj.DelimiterCount == 2;
            renderer.Write(Convert(obj.Content.ToString(), display, markdown, obj.Span.Start));
        }
    }

    private sealed class Block(string markdown) : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj)
        {
            var latex = string.Join('\n', obj.Lines.Lines.Take(obj.Lines.Count).Select(line => line.Slice.ToString()));
            renderer.EnsureLine();
            renderer.Write("<div class=\"formula\">").Write(Convert(latex, true, markdown, obj.Span.Start)).WriteLine("</div>");
        }
    }
}
