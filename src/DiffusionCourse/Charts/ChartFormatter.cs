using DiffusionCourse.Display;
using Plotly.NET;

namespace DiffusionCourse.Charts;

#pragma warning disable CA1822 // The convention demands instance members.
internal sealed class ChartFormatter
{
    public string MimeType { get; } = MimeTypes.Html;

    public Type Type { get; } = typeof(GenericChart);

    public bool Format(object value, TextWriter writer)
    {
        if (value is not GenericChart chart)
        {
            return false;
        }

        writer.Write(ChartFragment.ToHtml(chart));
        return true;
    }
}
#pragma warning restore CA1822
