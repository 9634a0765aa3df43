using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace DiffusionCourse.Charts;

/// <summary>Axes, legend and annotations, as every chart of the course has them.</summary>
internal static class ChartLayout
{
    public static GenericChart Chart(IReadOnlyList<Trace> traces, Layout layout) =>
        GenericChart.setLayout(layout, GenericChart.combine(traces.Select(trace => GenericChart.ofTraceObject(false, trace))));

    /// <summary>An axis for the values that it has to show.</summary>
    public static LinearAxis AxisObject(Axis axis, IEnumerable<double> values)
    {
        var result = new LinearAxis().With(("title", PlotlyObject.Of(("text", axis.Label))), ("type", axis.Logarithmic ? "log" : "linear"));
        if (axis.Logarithmic)
        {
            // Within two powers of ten, a mark at every power leaves an axis without a number.
            result.With(("exponentformat", "power"), ("dtick", HasPowersOfTen(axis, values) ? (object)1 : null));
        }

        return axis is { Minimum: null, Maximum: null } ? result : result.With(("range", Range(axis, values)));
    }

    private static bool HasPowersOfTen(Axis axis, IEnumerable<double> values)
    {
        double[] shown =
        [
            .. values.Append(axis.Minimum ?? double.NaN).Append(axis.Maximum ?? double.NaN)
                .Where(value => value > 0 && double.IsFinite(value)),
        ];
        return shown.Length > 0 && shown.Max() >= 100 * shown.Min();
    }

    /// <summary>Both ends, in powers of ten on a logarithmic axis. plotly.js loses half a range when it makes room for a legend.</summary>
    private static double[]? Range(Axis axis, IEnumerable<double> values)
    {
        double Position(double value) => axis.Logarithmic ? Math.Log10(value) : value;
        double[] drawn = [.. values.Select(Position).Where(double.IsFinite)];
        if ((axis.Minimum is null || axis.Maximum is null) && drawn.Length == 0)
        {
            return null;
        }

        var low = axis.Minimum is { } minimum ? Position(minimum) : drawn.Min();
        var high = axis.Maximum is { } maximum ? Position(maximum) : drawn.Max();
        var room = (high - low) * 0.06;
        return [axis.Minimum is null ? low - room : low, axis.Maximum is null ? high + room : high];
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
    public static string PlainText(string text)
        => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
