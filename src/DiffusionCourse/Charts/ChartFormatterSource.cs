using DiffusionCourse.Charts;
using DiffusionCourse.Display;
using Plotly.NET;

[assembly: TypeFormatterSource(typeof(ChartFormatterSource))]

namespace DiffusionCourse.Charts;

/// <summary>Makes the formatter of Plotly.NET's own charts for hosts that look at what a referenced assembly brings.</summary>
internal sealed class ChartFormatterSource
{
#pragma warning disable CA1822 // The convention demands an instance method.
    public IEnumerable<object> CreateTypeFormatters() => [new ForeignFormatter<GenericChart>(ChartFragment.ToHtml)];
#pragma warning restore CA1822
}
