namespace DiffusionCourse.Display;

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
