using DiffusionCourse.Display;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace DiffusionCourse.Charts;

/// <summary>A panel with the median of several seeds as a line, and their range as a band behind it.</summary>
internal sealed record SpreadPanel(string Title, Axis Y, IReadOnlyList<Spread> Values)
{
    public static Figure Draw(string title, string finding, Axis x, IReadOnlyList<double> positions, IReadOnlyList<SpreadPanel> panels)
    {
        var traces = panels.SelectMany((panel, at) => panel.Traces(positions, at, x));
        var layout = new Layout().With(
            ("grid", new LayoutGrid().With(("pattern", "independent"), ("xgap", 0.22), ("ygap", 0.3))),
            ("annotations", panels.Select((panel, at) => ChartLayout.PanelTitle(panel.Title, at)).ToArray()),
            ("legend", ChartLayout.LegendAbove()),
            ("margin", PlotlyObject.Of(("t", 40))),
            ("showlegend", true),
            ("hovermode", "x unified"));
        for (var at = 0; at < panels.Count; at++)
        {
            layout.With(
                ($"xaxis{ChartLayout.Suffix(at)}", ChartLayout.AxisObject(x, positions)),
                (
                    $"yaxis{ChartLayout.Suffix(at)}",
                    ChartLayout.AxisObject(panels[at].Y, panels[at].Values.SelectMany(v => new[] { v.Least, v.Most }))));
        }

        TableColumn[] columns = [new(x.Title, x.Unit), .. panels.SelectMany(panel => panel.Columns())];
        var rows = positions.Select((position, i) => (IReadOnlyList<object?>)[position, .. panels.SelectMany(panel => panel.Cells(i))]);
        return new(
            title, finding, ChartLayout.Chart([.. traces], layout), SeriesTable.Of(title, columns, [.. rows]),
            new(Height: 320, panels.Count, Math.Min(panels.Count, 3)));
    }

    /// <summary>The band first, so that the line lies on it. Infinite values (equal pictures) are left out of both.</summary>
    private IEnumerable<Trace> Traces(IReadOnlyList<double> positions, int at, Axis x)
    {
        var drawn = Values.Index().Where(v => double.IsFinite(v.Item.Least) && double.IsFinite(v.Item.Most)).ToArray();
        yield return OnPanel(at, new Trace("scatter").With(
            ("name", "all seeds"),
            ("legendgroup", "band"),
            ("mode", "lines"),
            ("x", PlotlyObject.Numbers([.. drawn.Select(v => positions[v.Index]), .. drawn.Reverse().Select(v => positions[v.Index])])),
            ("y", PlotlyObject.Numbers([.. drawn.Select(v => v.Item.Most), .. drawn.Reverse().Select(v => v.Item.Least)])),
            ("fill", "toself"),
            ("fillcolor", Palette.Colour(0)),
            ("opacity", 0.25),
            ("line", PlotlyObject.Of(("width", 0))),
            ("hoverinfo", "skip")));
        var median = new Series("median", positions, [.. Values.Select(v => v.Median)]) { Style = SeriesStyle.LineAndPoints };
        yield return OnPanel(at, SeriesTrace.Of(median, 0, x, Y).With(("legendgroup", "median")));
    }

    private static Trace OnPanel(int at, Trace trace) => trace.With(
        ("xaxis", $"x{ChartLayout.Suffix(at)}"),
        ("yaxis", $"y{ChartLayout.Suffix(at)}"),
        ("showlegend", at == 0));

    private TableColumn[] Columns() => [new($"{Y.Title}, median", Y.Unit), new("least", Y.Unit), new("most", Y.Unit)];

    private object?[] Cells(int i) => [Values[i].Median, Values[i].Least, Values[i].Most];
}
