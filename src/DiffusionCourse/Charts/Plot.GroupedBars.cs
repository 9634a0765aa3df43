using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

public static partial class Plot
{
    private const int GroupedBarHeight = 22;

    /// <summary>
    /// Several horizontal bars for each category, one below the other, their values beside them; the first category at the top.
    /// </summary>
    /// <param name="title">Stands above the chart.</param>
    /// <param name="finding">What the chart shows, in words.</param>
    /// <param name="categories">The names of the groups.</param>
    /// <param name="value">The axis of the values.</param>
    /// <param name="parts">The bars of a group from top to bottom, 1 to 6, each with a value for every category.</param>
    /// <exception cref="ArgumentException">There are no categories or parts, a part has not as many values as there are categories, or
    /// there are more parts than can be told apart.</exception>
    public static Figure GroupedBars(
        string title, string finding, IReadOnlyList<string> categories, Axis value, params IReadOnlyList<BarPart> parts)
    {
        CheckParts(categories, value, parts);
        var traces = parts.Select((part, i) => BarTrace(categories, value, part.Values, i).With(
            ("name", ChartLayout.PlainText(part.Name)),
            ("text", part.Values.Select(v => NumberText.Of(v)).ToArray()),
            ("textposition", "outside"),
            ("textangle", 0),
            ("cliponaxis", false),
            ("hovertemplate", $"%{{y}}, {ChartLayout.PlainText(part.Name)}: %{{text}}<extra></extra>"))).ToArray();
        var layout = BarLayout(value, parts.SelectMany(part => part.Values)).With(
            ("barmode", "group"), ("legend", ChartLayout.LegendAbove().With(("traceorder", "normal"))), ("showlegend", parts.Count > 1));
        FigureSize size = new(Height: 120 + GroupedBarHeight * categories.Count * (parts.Count + 1), Panels: 1, Columns: 1);
        return new(title, finding, ChartLayout.Chart(traces, layout), PartsTable(title, categories, value, parts), size);
    }
}
