using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace DiffusionCourse.Charts;

/// <summary>Axes, legend and annotations, as every chart of the course has them.</summary>
internal static class ChartLayout
{
    public static GenericChart Chart(IReadOnlyList<Trace> traces, Layout layout) =>
        GenericChart.setLayout(layout, GenericChart.combine(traces.Select(trace => GenericChart.ofTraceObject(false, trace))));

    public static LinearAxis AxisObject(Axis axis)
    {
        var result = new LinearAxis().With(("title", PlotlyObject.Of(("text", axis.Label))), ("type", axis.Logarithmic ? "log" : "linear"));
        if (axis.Logarithmic)
        {
            result.With(("exponentformat", "power"), ("dtick", 1));
        }

        // plotly.js takes the range of a logarithmic axis in powers of ten.
        double? Position(double? value) => axis.Logarithmic && value is { } v ? Math.Log10(v) : value;
        return axis is { Minimum: null, Maximum: null }
            ? result
            : result.With(("range", new[] { Position(axis.Minimum), Position(axis.Maximum) }));
    }

    /// <summary>Above the data, never on it; it wraps on narrow pages.</summary>
    public static Legend LegendAbove() =>
        new Legend().With(("orientation", "h"), ("x", 0), ("xanchor", "left"), ("yref", "container"), ("y", 1), ("yanchor", "top"));

    public static Annotation PanelTitle(string text, int panel) => new Annotation().With(
        ("text", $"<b>{PlainText(text)}</b>"),
        ("xref", $"x{Suffix(panel)} domain"),
        ("yref", $"y{Suffix(panel)} domain"),
        ("x", 0),
        ("xanchor", "left"),
        ("y", 1),
        ("yanchor", "bottom"),
        ("showarrow", false));

    /// <summary>plotly.js counts axes as x, x2, x3.</summary>
    public static string Suffix(int panel) => panel == 0 ? "" : (panel + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>plotly.js reads some HTML in texts; ours have none.</summary>
    public static string PlainText(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
