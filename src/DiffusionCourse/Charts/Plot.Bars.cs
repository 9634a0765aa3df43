using DiffusionCourse.Display;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace DiffusionCourse.Charts;

public static partial class Plot
{
    private const int BarHeight = 34;

    /// <summary>One horizontal bar for each category, the first at the top, its value beside it.</summary>
    /// <param name="title">Stands above the chart.</param>
    /// <param name="finding">What the chart shows, in words.</param>
    /// <param name="categories">The names of the bars.</param>
    /// <param name="value">The axis of the values.</param>
    /// <param name="values">The lengths of the bars, one for each category.</param>
    /// <param name="labels">What stands beside each bar; null writes the value and its unit.</param>
    /// <exception cref="ArgumentException">There are no categories, or not as many values or labels.</exception>
    public static Figure Bars(
        string title, string finding, IReadOnlyList<string> categories, Axis value, IReadOnlyList<double> values,
        IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(values);
        CheckCount(values.Count, categories.Count, "values", nameof(values));
        CheckCount(labels?.Count ?? categories.Count, categories.Count, "labels", nameof(labels));
        labels ??= [.. values.Select(v => NumberText.Of(v) + (value.Unit is null ? "" : " " + value.Unit))];
        var trace = BarTrace(categories, value, values, style: 0).With(
            ("text", labels.Select(ChartLayout.PlainText).ToArray()),
            ("textposition", "auto"),
            ("insidetextanchor", "end"),
            ("textangle", 0),
            ("cliponaxis", false),
            ("hovertemplate", "%{y}: %{text}<extra></extra>"));
        var rows = categories.Select((category, i) => (IReadOnlyList<object?>)[category, values[i], labels[i]]);
        var table = SeriesTable.Of(title, ["", new(value.Title, value.Unit), "label"], [.. rows]);
        return new(
            title, finding, ChartLayout.Chart([trace], BarLayout(value, values).With(("showlegend", false))), table,
            BarSize(categories.Count));
    }

    /// <summary>Horizontal bars made of several parts, the first category at the top.</summary>
    /// <param name="title">Stands above the chart.</param>
    /// <param name="finding">What the chart shows, in words.</param>
    /// <param name="categories">The names of the bars.</param>
    /// <param name="value">The axis of the values.</param>
    /// <param name="parts">The parts from left to right, 1 to 6, each with a value for every category.</param>
    /// <exception cref="ArgumentException">There are no categories or parts, a part has not as many values as there are categories, or
    /// there are more parts than can be told apart.</exception>
    public static Figure StackedBars(
        string title, string finding, IReadOnlyList<string> categories, Axis value, params IReadOnlyList<BarPart> parts)
    {
        CheckParts(categories, value, parts);
        var traces = parts.Select((part, i) => BarTrace(categories, value, part.Values, i).With(
            ("name", ChartLayout.PlainText(part.Name)),
            ("text", part.Values.Select(v => NumberText.Of(v)).ToArray()),
            ("textposition", "inside"),
            ("insidetextanchor", "middle"),
            ("textangle", 0),
            ("hovertemplate", $"%{{y}}, {ChartLayout.PlainText(part.Name)}: %{{text}}<extra></extra>"))).ToArray();
        var layout = BarLayout(value, categories.Select((_, i) => parts.Sum(part => part.Values[i]))).With(
            ("barmode", "stack"), ("legend", ChartLayout.LegendAbove().With(("traceorder", "normal"))), ("showlegend", true));
        return new(
            title, finding, ChartLayout.Chart(traces, layout), PartsTable(title, categories, value, parts), BarSize(categories.Count));
    }

    private static void CheckParts(IReadOnlyList<string> categories, Axis value, IReadOnlyList<BarPart> parts)
    {
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Count > Palette.Count)
        {
            throw new ArgumentException(
                $"Bars of several parts need 1 to {Palette.Count} parts, which is what readers can tell apart, but {parts.Count} were "
                    + "given.",
                nameof(parts));
        }

        foreach (var part in parts)
        {
            CheckCount(part.Values.Count, categories.Count, $"values of \"{part.Name}\"", nameof(parts));
        }
    }

    private static HtmlTable PartsTable(string title, IReadOnlyList<string> categories, Axis value, IReadOnlyList<BarPart> parts)
    {
        TableColumn[] columns = ["", .. parts.Select(part => new TableColumn(part.Name, value.Unit))];
        var rows = categories.Select((category, i) => (IReadOnlyList<object?>)[category, .. parts.Select(part => (object)part.Values[i])]);
        return SeriesTable.Of(title, columns, [.. rows]);
    }

    private static Trace BarTrace(IReadOnlyList<string> categories, Axis value, IReadOnlyList<double> values, int style)
        => new Trace("bar").With(
        ("orientation", "h"),
        ("y", categories.Select(ChartLayout.PlainText).ToArray()),
        ("x", PlotlyObject.Numbers(values, value.Logarithmic)),
        ("marker", new Marker().With(("color", Palette.Colour(style)), ("pattern", Hatch(style)))));

    /// <summary>Hatching does for bars what dashes do for lines, faintly enough that a number on it can be read.</summary>
    private static DynamicObj.DynamicObj? Hatch(int style) => style == 0
        ? null
        : PlotlyObject.Of(
            ("shape", (string[])["", "/", "\\", "x", ".", "-"] is var shapes ? shapes[style % shapes.Length] : null),
            ("fillmode", "overlay"), ("fgopacity", 0.25), ("size", 10), ("solidity", 0.15));

    private static Layout BarLayout(Axis value, IEnumerable<double> lengths) => new Layout().With(
        ("xaxis", ChartLayout.AxisObject(value, lengths)),
        ("yaxis", new LinearAxis().With(("type", "category"), ("autorange", "reversed"), ("ticksuffix", " "))),
        ("bargap", 0.3));

    private static FigureSize BarSize(int bars) => new(Height: 110 + BarHeight * bars, Panels: 1, Columns: 1);
}
