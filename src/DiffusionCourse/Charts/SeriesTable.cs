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

    public static HtmlTable Of(string title, IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<object?>> rows) =>
        Thinned(title, columns, [rows]);

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
        var parts = series.Select(s => (IReadOnlyList<IReadOnlyList<object?>>)
            [.. s.X.Select((position, i) => (IReadOnlyList<object?>)[s.Name, position, s.Y[i]])]);
        return Thinned(title, ["series", new(x.Title, x.Unit), new(y.Title, y.Unit)], [.. parts]);
    }

    /// <summary>Each part is thinned for itself, as if it stood alone: a short one stays whole, and a long one keeps both ends.</summary>
    private static HtmlTable Thinned(
        string title, IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<IReadOnlyList<object?>>> parts)
    {
        IReadOnlyList<object?>[] kept = [.. parts.SelectMany(Thin)];
        var all = parts.Sum(rows => rows.Count);
        return new(kept.Length == all ? title : Invariant($"{title}: {kept.Length} of {all} rows"), columns, kept);
    }

    // Every n-th row, and the last one.
    private static IEnumerable<IReadOnlyList<object?>> Thin(IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        var every = (rows.Count + MaximumRows - 1) / MaximumRows;
        return rows.Where((_, i) => i % every == 0 || i == rows.Count - 1);
    }
}
