using DiffusionCourse.Cost;

namespace DiffusionCourse.Speed;

/// <summary>The times of one contender, round by round.</summary>
/// <param name="Name">What was timed.</param>
/// <param name="Milliseconds">One time a round.</param>
internal sealed record Timing(string Name, IReadOnlyList<double> Milliseconds)
{
    public double Median => MedianOf(Milliseconds);

    public double Minimum => Milliseconds.Min();

    /// <summary>How many times as long as another, as the median over rounds: what slows a whole round down cancels out.</summary>
    public double RatioTo(Timing other) => MedianOf(Milliseconds.Zip(other.Milliseconds, (mine, theirs) => mine / theirs));

    private static double MedianOf(IEnumerable<double> values) => Percentiles.MedianOf([.. values]);
}
