using DiffusionCourse.Exercises;
using DiffusionCourse.Guidance;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Exercises;

[Collection(EmbeddedModelGroup.Name)]
public sealed class GuidanceInTimeExerciseTests(EmbeddedPipeline embedded)
{
    public static TheoryData<string, Func<GuidanceStep, double, int, int, double>> WrongRules => new()
    {
        { "window is not looked at yet", (step, w, from, end) => w },
        { "Inside and outside are swapped", (step, w, from, end) => step.Index >= from && step.Index < end ? w : 1 },
        { "off is w = 1", (step, w, from, end) => step.Index >= from && step.Index < end ? 0 : w },
        { "end belongs to the next window", (step, w, from, end) => step.Index >= from && step.Index <= end ? 1 : w },
        { "first index belongs to the window", (step, w, from, end) => step.Index > from && step.Index < end ? 1 : w },
        { "counts from 0", (step, w, from, end) => step.Index + 1 >= from && step.Index + 1 < end ? 1 : w },
        { "timestep was compared", (step, w, from, end) => step.Timestep >= from && step.Timestep < end ? 1 : w },
        { "progress, 0 to 1, was compared", (step, w, from, end) => step.Progress >= from && step.Progress < end ? 1 : w },
        { "nothing else", (step, w, from, end) => w / 2 },
        { "threw", (step, w, from, end) => throw new InvalidOperationException() },
    };

    [Fact]
    public async Task What_was_measured_passes()
    {
        var pipeline = embedded.Pipeline;
        var changes = await GuidanceInTimeExercise.MeasureAsync(pipeline, Course.SettingsFor(pipeline).Exercises);
        Assert.Equal(4, changes.Length);
        Assert.All(changes, change => Assert.True(change > 0));
        CheckAssert.Passes(await CheckAsync(Right, Array.IndexOf(changes, changes.Min()), Array.IndexOf(changes, changes.Max())));
        CheckAssert.Fails(await CheckAsync(Right, Array.IndexOf(changes, changes.Max()), Array.IndexOf(changes, changes.Min())), "Measured again");
    }

    [Theory]
    [MemberData(nameof(WrongRules))]
    public async Task A_wrong_rule_is_named_and_nothing_is_drawn(string advice, Func<GuidanceStep, double, int, int, double> wrong)
    {
        var result = await CheckAsync(wrong, 0, 1);
        CheckAssert.Fails(result, advice);
        Assert.Equal(2, result.Cases.Count(one => one.Outcome == CaseOutcome.NotRun));
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(0, 4)]
    public async Task Windows_that_do_not_exist_are_refused(int least, int most) => CheckAssert.Fails(await CheckAsync(Right, least, most), "no such windows");

    private static double Right(GuidanceStep step, double w, int from, int end) => step.Index >= from && step.Index < end ? 1 : w;

    private async Task<CheckResult> CheckAsync(Func<GuidanceStep, double, int, int, double> rule, int least, int most) =>
        await Exercise.GuidanceInTime.CheckAsync(embedded.Pipeline, rule, least, most);
}
