using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

/// <summary>The table of a figure's data, thinned where there are many points.</summary>
internal static class SeriesTable
{
    private const int MaximumRows = 60;

    /// <summary>The units are those of each series, where they differ from the axis's.</summary>
    public static HtmlTable Of(string title, Axis x, Axis y, IReadOnlyList<Series> series, IReadOnlyList<string?>? units = null) =>
        series.All(other => other.X.SequenceEqual(series[0].X))
            ? Wide(title, x, series, units ?? [.. series.Select(_ => y.Unit)])
            : Long(title, x, y, series);

    public static HtmlTable Of(string title, IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        // Every n-th row, and the last one.
        var every = (rows.Count + MaximumRows - 1) / MaximumRows;
        var kept = every <= 1 ? rows : [.. rows.Where((_, i) => i % every == 0 || i == rows.Count - 1)];
        var caption = every <= 1 ? title : Invariant($"{title}: {kept.Count} of {rows.Count} rows");
        return new(caption, columns, kept);
    }

    /// <summary>One column for each series.</summary>
    private static HtmlTable Wide(string title, Axis x, IReadOnlyList<Series> series, IReadOnlyList<string?> units)
    {
        TableColumn[] columns = [new(x.Title, x.Unit), .. series.Select((s, i) => new TableColumn(s.Name, units[i]))];
        var rows = series[0].X.Select((position, i) => (IReadOnlyList<object?>)[position, .. series.Select(s => (object)s.Y[i])]);
        return Of(title, columns, [.. rows]);
    }

    /// <summary>One row for each point, where the series have positions of their own.</summary>
    private static HtmlTable Long(string title, Axis x, Axis y, IReadOnlyList<Series> series)
    {
        var rows = series.SelectMany(s => s.X.Select((position, i) => (IReadOnlyList<object?>)[s.Name, position, s.Y[i]]));
        return Of(title, ["series", new(x.Title, x.Unit), new(y.Title, y.Unit)], [.. rows]);
    }
}
