using DiffusionCourse.Charts;
using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using SixLabors.ImageSharp;

namespace DiffusionCourse.Interactive;

/// <summary>How the course's values show in cells, in the Variables panel, and as JSON to cells of other languages.</summary>
internal static class ValueFormatters
{
    private const int SummaryLimit = 100;

    public static void Register()
    {
        Formatter.Register<IHtmlDisplay>((value, writer) => writer.Write(value.ToHtml()), HtmlFormatter.MimeType);
        Formatter.Register<IHtmlDisplay>((value, writer) => writer.Write(value.ToString()), PlainTextFormatter.MimeType);
        Formatter.Register<IHtmlDisplay>((value, writer) => writer.Write(Summary(value)), PlainTextSummaryFormatter.MimeType);
        Formatter.Register<IHtmlDisplay>((value, writer) => writer.Write(ValueJson.Of(value)), JsonFormatter.MimeType);

        Formatter.Register<Image>((image, writer) => writer.Write(ImageSharpFragment.ToHtml(image)), HtmlFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(Image), HtmlFormatter.MimeType);

        // Plotly.NET.Interactive registers its own for the base, whose page asks the network for plotly.js: the nearer type wins in either
        // order.
        foreach (
            var chart in typeof(GenericChart).GetNestedTypes().Where(typeof(GenericChart).IsAssignableFrom).Prepend(typeof(GenericChart)))
        {
            Formatter.Register(chart, (value, writer) => writer.Write(ChartFragment.ToHtml((GenericChart)value)), HtmlFormatter.MimeType);
            Formatter.SetPreferredMimeTypesFor(chart, HtmlFormatter.MimeType);
        }
    }

    /// <summary>One line.</summary>
    private static string Summary(IHtmlDisplay value)
    {
        var text = (value.ToString() ?? "").ReplaceLineEndings(" ");
        return text.Length <= SummaryLimit ? text : $"{text[..(SummaryLimit - 3)]}...";
    }
}
