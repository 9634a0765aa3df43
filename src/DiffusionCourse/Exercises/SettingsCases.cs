namespace DiffusionCourse.Exercises;

/// <summary>Made-up trials for the checks of exercises 1 and 15.</summary>
internal static class SettingsCases
{
    public const double MaximumDistance = 4;
    public const double MaximumClippedShare = 0.05;

    private static readonly SettingsTrial Good = new(3, 10, 20, 2.5, 0.01);

    public static IReadOnlyList<(string Name, string About, IReadOnlyList<SettingsTrial> Trials)> All { get; } =
    [
        (
            "one of four is within both limits", "Both limits hold for the choice.",
            [new(3, 5, 10, 9, 0.01), Good, new(7, 5, 10, 3, 0.2), new(7, 5, 10, 12, 0.3)]),
        (
            "several are within the limits", "The cheapest of them is chosen.",
            [new(3, 50, 100, 0, 0.01), new(7, 25, 50, 1, 0.03), Good, new(3, 25, 50, 0.8, 0.01)]),
        (
            "25 steps without guidance beside 15 with it", "Cost is counted in evaluations: 25 steps at w = 1 cost less than 15 at w = 7.",
            [new(7, 15, 30, 2, 0.02), new(1, 25, 25, 1, 0.01)]),
        ("equal cost", "The nearer of two is chosen.", [new(7, 10, 20, 3, 0.04), new(2, 10, 20, 3.5, 0.005), Good]),
        (
            "exactly at both limits", "A limit belongs to what it allows.",
            [new(3, 25, 50, 0.8, 0.01), new(7, 5, 10, MaximumDistance, MaximumClippedShare)]),
        ("nothing clipped, nothing converged", "Where nothing qualifies, null says so.", [new(3, 3, 6, 20, 0.01), new(3, 5, 10, 8, 0.01)]),
        ("no trials", "An empty list has no best.", []),
        ("60 trials in any order", "It works on lists of any kind.", [.. Random(60)]),
    ];

    public static IEnumerable<SettingsTrial> Random(int count)
    {
        var draws = Samples.Normal(101, 3 * count);
        for (var i = 0; i < count; i++)
        {
            var steps = 5 + (int)Math.Abs(20 * draws[3 * i]);
            var w = i % 5 == 0 ? 1 : 1.5 + i % 7;
            yield return new(w, steps, w > 1 ? 2 * steps : steps, Math.Abs(3 * draws[3 * i + 1]), Math.Abs(0.04 * draws[3 * i + 2]));
        }
    }
}
