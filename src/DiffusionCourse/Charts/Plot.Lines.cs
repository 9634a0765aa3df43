using Plotly.NET;

namespace DiffusionCourse.Charts;

public static partial class Plot
{
    /// <summary>Lines or points along a common axis.</summary>
    /// <param name="title">Stands above the chart.</param>
    /// <param name="finding">What the chart shows, in words.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="series">What is drawn: 1 to 6 series.</param>
    /// <exception cref="ArgumentException">There are no series, or more than can be told apart.</exception>
    public static Figure Lines(string title, string finding, Axis x, Axis y, params IReadOnlyList<Series> series) =>
        Lines(title, finding, x, y, series, bands: []);

    /// <summary>Lines over named ranges of the vertical axis.</summary>
    internal static Figure Lines(string title, string finding, Axis x, Axis y, IReadOnlyList<Series> series, IReadOnlyList<Band> bands)
    {
        CheckSeries(series);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var traces = series.Select((s, i) => SeriesTrace.Of(s, i, x, y)).ToArray();
        var layout = new Layout().With(
            ("xaxis", ChartLayout.AxisObject(x, series.SelectMany(s => s.X))),
            ("yaxis", ChartLayout.AxisObject(y, series.SelectMany(s => s.Y))),
            ("legend", ChartLayout.LegendAbove()),
            ("showlegend", series.Count > 1),
            ("hovermode", "x unified"));
        if (bands.Count > 0)
        {
            layout.With(
                ("shapes", bands.Select(band => band.ToShape()).ToArray()),
                ("annotations", bands.Select(band => band.ToLabel(y)).ToArray()));
        }

        return new(title, finding, ChartLayout.Chart(traces, layout), SeriesTable.Of(title, x, y, series));
    }
}
