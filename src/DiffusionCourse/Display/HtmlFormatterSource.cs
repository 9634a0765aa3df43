namespace DiffusionCourse.Display;

/// <summary>Makes the formatters of an <see cref="IHtmlDisplay"/>; the members are found by name (see <see cref="TypeFormatterSourceAttribute"/>).</summary>
internal sealed class HtmlFormatterSource
{
#pragma warning disable CA1822 // The convention demands an instance method.
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter(), new PlainTextFormatter()];
#pragma warning restore CA1822
}
