namespace DiffusionCourse.Display;

/// <summary>
/// Makes the formatters of an <see cref="IHtmlDisplay"/>; the members are found by name (see <see cref="TypeFormatterSourceAttribute"/>).
/// </summary>
internal sealed class HtmlFormatterSource
{
#pragma warning disable CA1822 // The convention demands an instance method.
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter(), new PlainTextFormatter()];
#pragma warning restore CA1822
}

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

internal sealed class PlainTextFormatter
{
    public string MimeType { get; } = MimeTypes.PlainText;

#pragma warning disable CA1822 // The convention demands an instance method.
    public bool Format(object value, TextWriter writer)
#pragma warning restore CA1822
    {
        if (value is not IHtmlDisplay display)
        {
            return false;
        }

        writer.Write(display.ToString());
        return true;
    }
}
