using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Exercises;

/// <summary>
/// Exercise 1: choose guidance scale and steps by a criterion: of the trials whose distance and clipped share are within limits,
/// the one with the fewest UNet evaluations; between equals the nearer one; none where none qualifies.
/// </summary>
public sealed class BestSettingsExercise : CourseExercise
{
    internal BestSettingsExercise(TimeSpan? limit = null)
        : base("Exercise 1, the best settings", limit)
    {
    }

    /// <summary>Checks a choice on made-up trials and on sweeps.</summary>
    /// <param name="choose">From trials, the largest distance and the largest clipped share that are accepted, to one of the trials, or
    /// null.</param>
    /// <param name="maximumDistance">The largest distance that you accept in your sweeps, above 0.</param>
    /// <param name="maximumClippedShare">The largest clipped share that you accept in your sweeps, 0 to 1.</param>
    /// <param name="sweeps">Your own sweeps over guidance scales and steps; may be left out.</param>
    public CheckResult Check(
        Func<IReadOnlyList<SettingsTrial>, double, double, SettingsTrial?> choose, double maximumDistance, double maximumClippedShare,
        params IReadOnlyList<SweepResult> sweeps)
    {
        ArgumentNullException.ThrowIfNull(sweeps);
        var list = Start();
        foreach (var (name, about, trials) in SettingsCases.All)
        {
            Case(name, about, trials, SettingsCases.MaximumDistance, SettingsCases.MaximumClippedShare);
        }

        foreach (var sweep in sweeps)
        {
            Case(
                $"your sweep: {sweep.Title}", "The choice was made again from the pictures.", SettingsTrial.Of(sweep), maximumDistance,
                maximumClippedShare);
        }

        return list.Finish();

        void Case(string name, string about, IReadOnlyList<SettingsTrial> trials, double distance, double clipped)
        {
            var expected = Choose(trials, distance, clipped);
            list.Add(name, about, Text(expected), () => choose([.. trials], distance, clipped), found =>
                Judge(found, expected, trials, distance, clipped));
        }
    }

    private static SettingsTrial? Choose(IReadOnlyList<SettingsTrial> trials, double distance, double clipped) => trials
        .Where(trial => trial.Distance <= distance && trial.ClippedShare <= clipped)
        .OrderBy(trial => trial.Evaluations).ThenBy(trial => trial.Distance).FirstOrDefault();

    private static Verdict Judge(
        SettingsTrial? found, SettingsTrial? expected, IReadOnlyList<SettingsTrial> trials, double distance, double clipped)
    {
        SettingsTrial[] near = [.. trials.Where(trial => trial.Distance <= distance)],
        clean = [.. trials.Where(trial => trial.ClippedShare <= clipped)];
        SettingsTrial[] both = [.. near.Intersect(clean)];
        (SettingsTrial? Choice, string Advice)[] mistakes =
        [
            (null, "Nothing was chosen: null is right only where no trial is within both limits."),
            (
                both.OrderBy(trial => trial.Steps).ThenBy(trial => trial.Distance).FirstOrDefault(),
                "The fewest steps were taken. What costs is the evaluations: with guidance a step makes two of them."),
            (
                near.OrderBy(trial => trial.Evaluations).ThenBy(trial => trial.Distance).FirstOrDefault(),
                "The clipped share was not looked at: both limits must hold."),
            (
                clean.OrderBy(trial => trial.Evaluations).ThenBy(trial => trial.Distance).FirstOrDefault(),
                "The distance was not looked at: both limits must hold."),
            (
                trials.OrderBy(trial => trial.Evaluations).ThenBy(trial => trial.Distance).FirstOrDefault(),
                "The cheapest trial was taken, within the limits or not."),
            (both.MinBy(trial => trial.Distance), "The nearest trial was taken. Among those within the limits the cheapest is asked for."),
            (both.MaxBy(trial => trial.Evaluations), "The most expensive trial was taken: order by evaluations, the fewest first."),
            (both.FirstOrDefault(), "The first trial within the limits was taken: order by evaluations first."),
            (
                both.OrderBy(trial => trial.Evaluations).ThenByDescending(trial => trial.Distance).FirstOrDefault(),
                "Between trials of equal cost the nearer one is asked for."),
            (
                both.GroupBy(trial => trial.Evaluations).OrderBy(group => group.Key).FirstOrDefault()?.First(),
                "Between trials of equal cost the nearer one is asked for, not the first in the list."),
            (
                trials.Where(trial => trial.Distance < distance && trial.ClippedShare < clipped).OrderBy(trial =>
                    trial.Evaluations).ThenBy(trial => trial.Distance).FirstOrDefault(),
                "A trial exactly at a limit is within it: compare with <=."),
            (trials.Count > 0 ? trials[0] : null, "The first trial was taken, whatever it is."),
        ];
        return new(
            found == expected, Text(expected), Text(found),
            [.. mistakes.Where(mistake => mistake.Choice == found).Select(mistake => mistake.Advice).Distinct()])
        {
            Otherwise = trials.Contains(found!)
                ? "Another trial within the limits is cheaper, or this one is beyond them."
                : "This is none of the trials: return one of those that came in, or null.",
        };
    }

    private static string Text(SettingsTrial? trial) => trial?.ToString() ?? "null, for none";
}
