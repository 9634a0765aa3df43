using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace DiffusionCourse.Charts;

public static partial class Plot
{
    /// <summary>Between the numbers of an axis and its title, in CSS pixels: plotly.js's own choice differs from row to row.</summary>
    private const int TitleStandoff = 4;

    /// <summary>Several charts along the same horizontal axis, side by side; below each other on a narrow page.</summary>
    /// <param name="title">Stands above the figure.</param>
    /// <param name="finding">What the figure shows, in words.</param>
    /// <param name="x">The horizontal axis of every panel.</param>
    /// <param name="y">The vertical axis of every panel without one of its own. Without ends, these panels share the range of all their
    /// data.</param>
    /// <param name="panels">The panels, at least one.</param>
    /// <exception cref="ArgumentException">There are no panels, a panel is empty, or there are more series than can be told
    /// apart.</exception>
    public static Figure Panels(string title, string finding, Axis x, Axis y, params IReadOnlyList<Panel> panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (panels.Count == 0 || panels.Any(panel => panel.Series.Count == 0))
        {
            throw new ArgumentException(
                "A figure of panels needs at least one panel, and every panel at least one series.", nameof(panels));
        }

        CheckSeries([.. panels.SelectMany(panel => panel.Series)]);
        var names = panels.SelectMany(panel => panel.Series).Select(s => s.Name).Distinct().ToList();
        var traces = panels.SelectMany((panel, at) => panel.Series.Select(s => PanelTrace(s, panels, at, names, x, y))).ToArray();
        var layout = new Layout().With(
            (
                "grid",
                new LayoutGrid().With(
                    ("pattern", "independent"), ("xgap", panels.Any(panel => panel.Y is not null) ? 0.22 : 0.06), ("ygap", 0.3))),
            ("annotations", panels.Select((panel, at) => ChartLayout.PanelTitle(panel.Title, at)).ToArray()),
            ("legend", ChartLayout.LegendAbove()),
            ("margin", PlotlyObject.Of(("t", 40))),
            ("showlegend", names.Count > 1),
            ("hovermode", "x unified"));
        var leader = panels.Index().FirstOrDefault(panel => panel.Item.Y is null).Index;
        for (var at = 0; at < panels.Count; at++)
        {
            var follows = at != leader && panels[at].Y is null;
            var shown = panels.SelectMany(panel => panel.Series).SelectMany(s => s.X);
            layout.With(
                ($"xaxis{ChartLayout.Suffix(at)}", ChartLayout.AxisObject(x, shown).With(
                    ("title", PlotlyObject.Of(("text", x.Label), ("standoff", TitleStandoff))), ("matches", at == 0 ? null : "x"))),
                (
                    $"yaxis{ChartLayout.Suffix(at)}",
                    ChartLayout.AxisObject(panels[at].Y ?? y, ValuesOf(panels, at))
                        .With(("matches", follows ? $"y{ChartLayout.Suffix(leader)}" : null))));
        }

        return new(
            title, finding, ChartLayout.Chart(traces, layout), PanelTable(title, x, y, panels),
            new(Height: 320, panels.Count, Math.Min(panels.Count, 3)));
    }

    /// <summary>What a panel's vertical axis has to show: its own values, or those of all that share the axis.</summary>
    private static IEnumerable<double> ValuesOf(IReadOnlyList<Panel> panels, int at) =>
        (panels[at].Y is null ? panels.Where(panel => panel.Y is null) : [panels[at]]).SelectMany(panel =>
            panel.Series).SelectMany(s => s.Y);

    private static Trace PanelTrace(Series series, IReadOnlyList<Panel> panels, int at, List<string> names, Axis x, Axis y)
    {
        var shownBefore = panels.Take(at).Any(panel => panel.Series.Any(s => s.Name == series.Name));
        return SeriesTrace.Of(series, names.IndexOf(series.Name), x, panels[at].Y ?? y).With(
            ("xaxis", $"x{ChartLayout.Suffix(at)}"),
            ("yaxis", $"y{ChartLayout.Suffix(at)}"),
            ("legendgroup", series.Name),
            ("showlegend", !shownBefore));
    }

    /// <summary>A series that stands in several panels with the same values has one column.</summary>
    private static Display.HtmlTable PanelTable(string title, Axis x, Axis y, IReadOnlyList<Panel> panels)
    {
        var columns = new List<Series>();
        var units = new List<string?>();
        foreach (var panel in panels)
        {
            foreach (var series in panel.Series)
            {
                if (!columns.Any(column => column.Name == series.Name && column.Y.SequenceEqual(series.Y)))
                {
                    var ambiguous = panels.Any(other => other.Series.Any(s => s.Name == series.Name && !s.Y.SequenceEqual(series.Y)));
                    columns.Add(ambiguous ? new($"{series.Name}, {panel.Title}", series.X, series.Y) : series);
                    units.Add((panel.Y ?? y).Unit);
                }
            }
        }

        return SeriesTable.Of(title, x, y, columns, units);
    }
}
