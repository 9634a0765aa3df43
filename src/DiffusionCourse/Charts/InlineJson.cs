using System.Reflection;
using Plotly.NET;

namespace DiffusionCourse.Charts;

/// <summary>A chart as plotly.js takes it, an object with data and layout, so that it can stand inside a script element.</summary>
internal static class InlineJson
{
    // Called late: its signature names FSharp.Core, of which a host may hold a copy for the course and another for Plotly.NET.
    private static readonly MethodInfo Traces = typeof(GenericChart).GetMethod(nameof(GenericChart.getTraces))!;

    /// <summary>No <c>&lt;</c> may end the element, and old parsers read the two separators as line ends.</summary>
    public static string Of(GenericChart chart) => Plain(chart)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal);

    /// <summary>What Plotly.NET's own <c>toJson</c> gives.</summary>
    internal static string Plain(GenericChart chart) => PlotlyWriter.Write(PlotlyObject.Of(
        ("data", Traces.Invoke(null, [chart])), ("layout", GenericChart.getLayout(chart)), ("config", GenericChart.getConfig(chart))));
}
