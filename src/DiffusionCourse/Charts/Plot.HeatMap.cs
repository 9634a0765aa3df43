using DiffusionCourse.Display;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace DiffusionCourse.Charts;

public static partial class Plot
{
    /// <summary>A value for each pair of settings, as colour and as number.</summary>
    /// <param name="title">Stands above the chart.</param>
    /// <param name="finding">What the chart shows, in words.</param>
    /// <param name="column">What changes from left to right.</param>
    /// <param name="columns">The settings from left to right.</param>
    /// <param name="row">What changes from top to bottom.</param>
    /// <param name="rows">The settings from top to bottom.</param>
    /// <param name="value">What the colours stand for, and the unit.</param>
    /// <param name="values">The values, row by row.</param>
    /// <exception cref="ArgumentException">There are no settings, or the values do not fit them.</exception>
    public static Figure HeatMap(
        string title,
        string finding,
        string column,
        IReadOnlyList<string> columns,
        string row,
        IReadOnlyList<string> rows,
        Axis value,
        IReadOnlyList<IReadOnlyList<double>> values)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(values);
        CheckCount(values.Count, rows.Count, "rows of values", nameof(values));
        foreach (var line in values)
        {
            CheckCount(line.Count, columns.Count, "values in each row", nameof(values));
        }

        var trace = new Trace("heatmap").With(
            ("x", columns.Select(ChartLayout.PlainText).ToArray()),
            ("y", rows.Select(ChartLayout.PlainText).ToArray()),
            ("z", values.Select(line => PlotlyObject.Numbers(line, value.Logarithmic)).ToArray()),
            ("text", values.Select(line => line.Select(v => double.IsFinite(v) ? NumberText.Of(v) : "").ToArray()).ToArray()),
            ("texttemplate", "%{text}"),
            ("colorscale", "Cividis"),
            ("xgap", 2),
            ("ygap", 2),
            (
                "colorbar",
                new ColorBar().With(
                    ("title", PlotlyObject.Of(("text", ChartLayout.PlainText(value.Label)), ("side", "right"))), ("thickness", 14),
                    ("outlinewidth", 0))),
            ("hovertemplate", $"{ChartLayout.PlainText(row)} %{{y}}, {ChartLayout.PlainText(column)} %{{x}}: %{{text}}<extra></extra>"));
        var layout = new Layout().With(
            ("xaxis", CategoryAxis(column).With(("side", "bottom"))),
            ("yaxis", CategoryAxis(row).With(("autorange", "reversed"))));
        TableColumn[] headers = [$"{row} \\ {column}", .. columns.Select(c => new TableColumn(c, value.Unit))];
        var lines = rows.Select((name, i) => (IReadOnlyList<object?>)[name, .. values[i].Select(v => (object)v)]);
        return new(
            title, finding, ChartLayout.Chart([trace], layout), SeriesTable.Of(title, headers, [.. lines]),
            new(Height: 110 + 44 * rows.Count, Panels: 1, Columns: 1));
    }

    private static LinearAxis CategoryAxis(string title) =>
        new LinearAxis().With(
            ("type", "category"), ("title", PlotlyObject.Of(("text", ChartLayout.PlainText(title)))), ("showgrid", false),
            ("ticksuffix", " "));
}
