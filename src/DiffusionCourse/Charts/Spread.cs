namespace DiffusionCourse.Charts;

/// <summary>The middle and the ends of a quantity over several seeds.</summary>
internal readonly record struct Spread(double Least, double Median, double Most)
{
    /// <summary>The spread of one column of a table whose rows are seeds.</summary>
    public static Spread Of(IReadOnlyList<IReadOnlyList<double>> bySeed, int column)
    {
        double[] sorted = [.. bySeed.Select(row => row[column]).Order()];
        return new(sorted[0], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[^1]);
    }

    public static Spread[] OfEach(IReadOnlyList<IReadOnlyList<double>> bySeed, int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => Of(bySeed, column))];
}
