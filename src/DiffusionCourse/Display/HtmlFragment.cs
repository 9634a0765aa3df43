namespace DiffusionCourse.Display;

/// <summary>Ready-made HTML with its plain text, for hosts that show objects rather than strings.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
internal sealed class HtmlFragment(string html, string plainText) : IHtmlDisplay
{
    public string ToHtml() => html;

    public override string ToString() => plainText;
}
