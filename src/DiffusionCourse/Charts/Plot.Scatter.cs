using DiffusionCourse.Display;
using Plotly.NET;
using Plotly.NET.TraceObjects;

namespace DiffusionCourse.Charts;

public static partial class Plot
{
    /// <summary>Labelled points, coloured by a third quantity with a colour bar.</summary>
    /// <param name="title">Stands above the chart.</param>
    /// <param name="finding">What the chart shows, in words.</param>
    /// <param name="x">The horizontal axis; a cost, where a front is drawn.</param>
    /// <param name="y">The vertical axis; a gain, where a front is drawn.</param>
    /// <param name="colour">What the colours stand for.</param>
    /// <param name="points">The points, at least one.</param>
    /// <param name="paretoFront">Whether to join the points that no other one beats by costing no more and gaining more.</param>
    /// <exception cref="ArgumentException">There are no points.</exception>
    public static Figure Scatter(
        string title, string finding, Axis x, Axis y, Axis colour, IReadOnlyList<ScatterPoint> points, bool paretoFront = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(colour);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count == 0)
        {
            throw new ArgumentException("A scatter chart needs at least one point.", nameof(points));
        }

        var front = ParetoFront(points);
        List<Trace> traces = paretoFront ? [FrontTrace(front, x, y)] : [];
        traces.Add(PointsTrace(points, x, y, colour));
        var layout = new Layout().With(
            ("xaxis", ChartLayout.AxisObject(x, points.Select(p => p.X))),
            ("yaxis", ChartLayout.AxisObject(y, points.Select(p => p.Y))),
            ("legend", ChartLayout.LegendAbove()),
            ("showlegend", paretoFront),
            ("hovermode", "closest"));
        List<TableColumn> columns = ["point", new(x.Title, x.Unit), new(y.Title, y.Unit), new(colour.Title, colour.Unit)];
        if (paretoFront)
        {
            columns.Add("unbeaten");
        }

        var rows = points.Select((p, i) => (IReadOnlyList<object?>)
            [p.Label ?? NumberText.Of(i + 1), p.X, p.Y, p.Value, .. paretoFront ? (object[])[front.Contains(p)] : []]);
        return new(title, finding, ChartLayout.Chart(traces, layout), SeriesTable.Of(title, columns, [.. rows]));
    }

    /// <summary>The points that no other one beats: none costs at most as much and gains more, or costs less and gains as much.</summary>
    internal static IReadOnlyList<ScatterPoint> ParetoFront(IReadOnlyList<ScatterPoint> points) =>
        [.. points.Where(p => !points.Any(q => q.X <= p.X && q.Y >= p.Y && (q.X < p.X || q.Y > p.Y))).OrderBy(p => p.X)];

    private static Trace FrontTrace(IReadOnlyList<ScatterPoint> front, Axis x, Axis y) => new Trace("scatter").With(
        ("name", "not beaten by another point"),
        ("mode", "lines"),
        ("x", PlotlyObject.Numbers(front.Select(p => p.X), x.Logarithmic)),
        ("y", PlotlyObject.Numbers(front.Select(p => p.Y), y.Logarithmic)),
        ("line", new Line().With(("color", Palette.Colour(1)), ("dash", "dash"), ("width", 2))),
        ("hoverinfo", "skip"));

    private static Trace PointsTrace(IReadOnlyList<ScatterPoint> points, Axis x, Axis y, Axis colour) => new Trace("scatter").With(
        ("mode", "markers+text"),
        ("showlegend", false),
        ("x", PlotlyObject.Numbers(points.Select(p => p.X), x.Logarithmic)),
        ("y", PlotlyObject.Numbers(points.Select(p => p.Y), y.Logarithmic)),
        ("text", points.Select(p => ChartLayout.PlainText(p.Label ?? "")).ToArray()),
        ("textposition", "bottom right"),
        ("cliponaxis", false),
        ("marker", new Marker().With(
            ("size", 12),
            ("color", PlotlyObject.Numbers(points.Select(p => p.Value))),
            ("colorscale", "Cividis"),
            ("showscale", true),
            ("line", new Line().With(("color", Palette.Colour(5)), ("width", 1))),
            (
                "colorbar",
                new ColorBar().With(
                    ("title", PlotlyObject.Of(("text", ChartLayout.PlainText(colour.Label)), ("side", "right"))), ("thickness", 14),
                    ("outlinewidth", 0))))),
        (
            "hovertemplate",
            $"%{{text}}<br>{ChartLayout.PlainText(x.Label)}: %{{x:.4~g}}<br>{ChartLayout.PlainText(y.Label)}: "
                + $"%{{y:.4~g}}<br>{ChartLayout.PlainText(colour.Label)}: %{{marker.color:.4~g}}<extra></extra>"));
}
