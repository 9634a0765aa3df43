namespace DiffusionCourse.Cost;

/// <summary>
/// How measured times are spread: half of them are at most <paramref name="Median"/>, nine of ten at most <paramref name="P90"/>.
/// </summary>
/// <param name="Count">How many times there are.</param>
/// <param name="Least">The shortest.</param>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="P90">The 90th percentile, interpolated between neighbours.</param>
/// <param name="P99">The 99th percentile; with few times, nearly the longest.</param>
/// <param name="Most">The longest.</param>
public readonly record struct Percentiles(int Count, TimeSpan Least, TimeSpan Median, TimeSpan P90, TimeSpan P99, TimeSpan Most)
{
    /// <summary>The percentiles of times.</summary>
    /// <param name="times">The times in any order, at least one.</param>
    /// <exception cref="ArgumentException">There are no times.</exception>
    public static Percentiles Of(IEnumerable<TimeSpan> times)
    {
        ArgumentNullException.ThrowIfNull(times);
        double[] sorted = [.. times.Select(time => (double)time.Ticks).Order()];
        return sorted.Length == 0 ? throw new ArgumentException("Percentiles need at least one time.", nameof(times))
            : new(sorted.Length, At(0), At(0.5), At(0.9), At(0.99), At(1));

        TimeSpan At(double quantile) => TimeSpan.FromTicks((long)Math.Round(Quantile(sorted, quantile)));
    }

    internal static double MedianOf(double[] values)
    {
        Array.Sort(values);
        return Quantile(values, 0.5);
    }

    // Linear between the neighbours (type 7 of Hyndman and Fan 1996, as in NumPy and R).
    private static double Quantile(double[] sorted, double quantile)
    {
        var position = quantile * (sorted.Length - 1);
        int below = (int)Math.Floor(position), above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
