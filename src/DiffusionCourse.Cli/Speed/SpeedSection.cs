namespace DiffusionCourse.Speed;

/// <summary>One comparison: contenders timed by turns, the first being what the others are compared with.</summary>
/// <param name="Title">What is compared.</param>
/// <param name="Rows">The contenders.</param>
internal sealed record SpeedSection(string Title, IReadOnlyList<SpeedRow> Rows)
{
    public static SpeedSection Of(string title, IReadOnlyList<Timing> times)
        => new(title, [.. times.Select(time => new SpeedRow(time.Name, time.Median, time.Minimum, time.RatioTo(times[0])))]);
}
