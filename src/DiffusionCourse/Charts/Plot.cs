namespace DiffusionCourse.Charts;

/// <summary>
/// The kinds of chart that the course draws. Every one takes its title and its finding, which is also its alternative text.
/// </summary>
public static partial class Plot
{
    private static void CheckSeries(IReadOnlyList<Series> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var names = series.Select(s => s.Name).Distinct().Count();
        if (series.Count == 0 || names > Palette.Count)
        {
            throw new ArgumentException(
                $"A chart needs 1 to {Palette.Count} series, which is what readers can tell apart, but {names} were given.",
                nameof(series));
        }
    }

    private static void CheckCount(int count, int expected, string what, string name)
    {
        if (count != expected || count == 0)
        {
            throw new ArgumentException($"{expected} {what} are needed (at least one), but {count} were given.", name);
        }
    }
}
