using DiffusionCourse.Exercises;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Exercises;

[Collection(EmbeddedModelGroup.Name)]
public sealed class BestSettingsExerciseTests(EmbeddedPipeline embedded)
{
    private delegate SettingsTrial? Choice(IReadOnlyList<SettingsTrial> trials, double distance, double clipped);

    [Fact]
    public void The_choice_passes() => CheckAssert.Passes(Check(Right));

    [Fact]
    public void The_stub_fails() => CheckAssert.Fails(Check((trials, _, _) => trials.Count > 0 ? trials[0] : null), "first trial was taken, whatever");

    [Fact]
    public void Mistakes_are_named()
    {
        Named("Nothing was chosen", (trials, d, c) => null);
        Named("The fewest steps", (trials, d, c) => Within(trials, d, c).OrderBy(t => t.Steps).ThenBy(t => t.Distance).FirstOrDefault());
        Named("The clipped share was not looked at", (trials, d, c) => Right(trials, d, 1));
        Named("The distance was not looked at", (trials, d, c) => Right(trials, 255, c));
        Named("The cheapest trial was taken, within the limits or not", (trials, d, c) => Right(trials, 255, 1));
        Named("The nearest trial was taken", (trials, d, c) => Within(trials, d, c).MinBy(t => t.Distance));
        Named("The most expensive trial", (trials, d, c) => Within(trials, d, c).MaxBy(t => t.Evaluations));
        Named("first trial within the limits", (trials, d, c) => Within(trials, d, c).FirstOrDefault());
        Named("not the first in the list", (trials, d, c) => Within(trials, d, c).MinBy(t => t.Evaluations));
        CheckAssert.Fails(Check((trials, d, c) => Within(trials, d, c).OrderBy(t => t.Evaluations).ThenBy(t => t.ClippedShare).FirstOrDefault()), "");
        CheckAssert.Fails(Check((trials, d, c) => Within(trials, d, c).OrderBy(t => t.Evaluations).ThenBy(t => t.GuidanceScale).FirstOrDefault()), "");
        Named("compare with <=", (trials, d, c) => Within(trials, d - 1e-9, c - 1e-9).OrderBy(t => t.Evaluations).ThenBy(t => t.Distance).FirstOrDefault());
        Named("none of the trials", (trials, d, c) => new(3, 10, 20, 2.5, 0.011));
    }

    [Fact]
    public void Hostile_choices_are_survived()
    {
        Named("Sequence contains no elements", (trials, d, c) => Within(trials, d, c).OrderBy(t => t.Evaluations).ThenBy(t => t.Distance).First());
        Named("threw", (trials, d, c) => throw new NotSupportedException());
        Named("threw", (trials, d, c) =>
        {
            ((IList<SettingsTrial>)trials).Clear();
            return null;
        });
        CheckAssert.Fails(Exercise.BestSettings.Check(null!, 3, 0.05), "give the check a function");
    }

    [Fact]
    public async Task A_sweep_is_measured_again_with_the_limits_of_the_student()
    {
        var sweep = await embedded.Pipeline.SweepAsync(new("a cat"), guidanceScales: [1, 3], steps: [2, 4, 8]);
        var trials = SettingsTrial.Of(sweep);
        Assert.Equal(6, trials.Count);
        Assert.Equal([2, 4, 4, 8, 8, 16], trials.Select(trial => trial.Evaluations));
        Assert.All(trials, trial => Assert.Equal(trial.Steps == 8, trial.Distance == 0));
        var result = Exercise.BestSettings.Check((given, d, c) => Right(given, d, c), 255, 1, sweep);
        CheckAssert.Passes(result);
        Assert.Equal(trials[0].ToString(), result.Cases[^1].Found);
    }

    private static SettingsTrial[] Within(IReadOnlyList<SettingsTrial> trials, double d, double c) => [.. trials.Where(trial => trial.Distance <= d && trial.ClippedShare <= c)];

    private static SettingsTrial? Right(IReadOnlyList<SettingsTrial> trials, double d, double c) => Within(trials, d, c).OrderBy(t => t.Evaluations).ThenBy(t => t.Distance).FirstOrDefault();

    private static CheckResult Check(Choice choice) => Exercise.BestSettings.Check((trials, d, c) => choice(trials, d, c), 3, 0.05);

    private static void Named(string advice, Choice choice) => CheckAssert.Fails(Check(choice), advice);
}
