namespace DiffusionCourse.Exercises;

/// <summary>
/// Exercise 15: the best picture within a budget of milliseconds. Of the trials whose time, fixed + evaluations x time of one, is
/// within the budget, the one with the smallest distance; between equals the quicker one; none where none is affordable.
/// </summary>
public sealed class BudgetExercise : CourseExercise
{
    internal BudgetExercise(TimeSpan? limit = null)
        : base("Exercise 15, a budget of milliseconds", limit)
    {
    }

    /// <summary>Checks a choice on made-up trials, costs and budgets.</summary>
    /// <param name="choose">From trials, the milliseconds that every picture takes, those of one evaluation of the UNet, and the budget in
    /// milliseconds, to one of the trials, or null.</param>
    public CheckResult Check(Func<IReadOnlyList<SettingsTrial>, double, double, double, SettingsTrial?> choose)
    {
        var list = Start();
        SettingsTrial[] ladder = [new(5, 5, 10, 14, 0.01), new(5, 10, 20, 6, 0.01), new(5, 20, 40, 2, 0.01), new(5, 50, 100, 0, 0.01)];
        Case("120 ms, 15 ms for each picture and 5 ms for each evaluation", "The best that fits is taken.", ladder, 15, 5, 120);
        Case("the same budget where the VAE takes 30 ms", "What every picture takes comes off the budget first.", ladder, 30, 5, 120);
        Case("exactly as much as a trial takes", "A budget that is just enough is enough.", ladder, 20, 5, 220);
        Case("3 ms", "Where nothing is affordable, null says so.", ladder, 15, 5, 3);
        Case("10 seconds", "With time for all of them the best one is taken.", ladder, 15, 5, 10_000);
        Case(
            "8 guided steps beside 12 without guidance", "Time goes with the evaluations: a guided step makes two.",
            [new(1, 12, 12, 5, 0.01), new(7, 8, 16, 3, 0.02), new(7, 4, 8, 11, 0.02)], 10, 5, 75);
        Case(
            "two that are equally near", "Between equals the quicker one.", [new(7, 20, 40, 3, 0.02), new(1, 20, 20, 3, 0.02)], 10, 2, 500);
        Case("no trials", "An empty list has no best.", [], 10, 5, 100);
        Case("60 trials in any order", "It works on lists of any kind.", [.. SettingsCases.Random(60)], 12, 3.5, 110);
        return list.Finish();

        void Case(string name, string about, IReadOnlyList<SettingsTrial> trials, double fixedTime, double evaluation, double budget)
        {
            var expected = Best(trials.Where(trial => Time(trial) <= budget));
            list.Add(
                name, about, Text(expected), () => choose([.. trials], fixedTime, evaluation, budget), found => new(
                    found == expected, Text(expected), Text(found), [.. Mistakes().Where(one => one.Choice == found).Select(one =>
                        one.Advice)])
                {
                    Otherwise = found is null || trials.Contains(found)
                        ? "A nearer trial is affordable, or this one is not."
                        : "This is none of the trials: return one of those that came in, or null.",
                });

            double Time(SettingsTrial trial) => fixedTime + trial.Evaluations * evaluation;

            SettingsTrial? Best(IEnumerable<SettingsTrial> affordable) =>
                affordable.OrderBy(trial => trial.Distance).ThenBy(trial => trial.Evaluations).FirstOrDefault();

            IEnumerable<(SettingsTrial? Choice, string Advice)> Mistakes()
            {
                SettingsTrial[] affordable = [.. trials.Where(trial => Time(trial) <= budget)];
                yield return (null, "Nothing was chosen: null is right only where no trial is affordable.");
                yield return (Best(trials), "The budget was not looked at: this trial takes longer than there is time.");
                yield return (
                    Best(trials.Where(trial => trial.Evaluations * evaluation <= budget)),
                    "What every picture takes, whatever its steps, is missing: text encoder, VAE and the rest.");
                yield return (
                    Best(trials.Where(trial => fixedTime + trial.Steps * evaluation <= budget)),
                    "Steps were counted. A guided step makes two evaluations, and each takes its time.");
                yield return (
                    affordable.OrderBy(trial => trial.Evaluations).FirstOrDefault(),
                    "The quickest was taken. Within the budget the nearest one is asked for.");
                yield return (
                    affordable.MaxBy(trial => trial.Evaluations),
                    "The one that uses most of the budget was taken. More evaluations are not always nearer.");
                yield return (
                    Best(trials.Where(trial => Time(trial) < budget)), "A trial that takes exactly the budget is affordable: use <=.");
                yield return (
                    affordable.MinBy(trial => trial.Distance), "Between trials that are equally near the quicker one is asked for.");
                yield return (affordable.FirstOrDefault(), "The first affordable trial was taken: order by distance first.");
            }
        }
    }

    private static string Text(SettingsTrial? trial) => trial?.ToString() ?? "null, for none";
}
