using DiffusionCourse.Exercises;

namespace DiffusionCourse.Tests.Exercises;

public sealed class BudgetExerciseTests
{
    public static TheoryData<string, Func<IReadOnlyList<SettingsTrial>, double, double, double, SettingsTrial?>> WrongAnswers => new()
    {
        { "Nothing was chosen", (trials, start, each, budget) => null },
        { "The budget was not looked at", (trials, start, each, budget) => Best(trials) },
        { "whatever its steps, is missing", (trials, start, each, budget) => Best(trials.Where(t => t.Evaluations * each <= budget)) },
        { "Steps were counted", (trials, start, each, budget) => Best(trials.Where(t => start + t.Steps * each <= budget)) },
        { "The quickest was taken", (trials, start, each, budget) => Within(trials, start, each, budget).MinBy(t => t.Evaluations) },
        { "uses most of the budget", (trials, start, each, budget) => Within(trials, start, each, budget).MaxBy(t => t.Evaluations) },
        { "use <=", (trials, start, each, budget) => Best(trials.Where(t => start + t.Evaluations * each < budget)) },
        { "equally near", (trials, start, each, budget) => Within(trials, start, each, budget).MinBy(t => t.Distance) },
        { "The first affordable trial", (trials, start, each, budget) => Within(trials, start, each, budget).FirstOrDefault() },
        { "none of the trials", (trials, start, each, budget) => new(2, 3, 4, 5, 0.5) },
    };

    [Fact]
    public void The_nearest_that_fits_passes()
        => CheckAssert.Passes(Exercise.Budget.Check((trials, start, each, budget) => Best(Within(trials, start, each, budget))));

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void A_typical_mistake_is_named(string advice, Func<IReadOnlyList<SettingsTrial>, double, double, double, SettingsTrial?> wrong)
        => CheckAssert.Fails(Exercise.Budget.Check(wrong), advice);

    private static IEnumerable<SettingsTrial> Within(IReadOnlyList<SettingsTrial> trials, double start, double each, double budget)
        => trials.Where(trial => start + trial.Evaluations * each <= budget);

    private static SettingsTrial? Best(IEnumerable<SettingsTrial> trials)
        => trials.OrderBy(trial => trial.Distance).ThenBy(trial => trial.Evaluations).FirstOrDefault();
}
