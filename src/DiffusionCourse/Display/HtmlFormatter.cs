namespace DiffusionCourse.Display;

internal sealed class HtmlFormatter
{
    public string MimeType { get; } = MimeTypes.Html;

#pragma warning disable CA1822 // The convention demands an instance method.
    public bool Format(object value, TextWriter writer)
#pragma warning restore CA1822
    {
        if (value is not IHtmlDisplay display)
        {
            return false;
        }

        writer.Write(display.ToHtml());
        return true;
    }
}
