using DiffusionCourse.Exercises;
using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Exercises;

[Collection(EmbeddedModelGroup.Name)]
public sealed class NegativePromptExerciseTests(EmbeddedPipeline embedded)
{
    public static TheoryData<string, Func<double, double, double, double, double>> WrongAnswers => new()
    {
        { "negative prediction is not used", (u, n, c, w) => u + w * (c - u) },
        { "the start is not", (u, n, c, w) => u + w * (c - n) },
        { "the direction is not", (u, n, c, w) => n + w * (c - u) },
        { "comes to the same", (u, n, c, w) => u + w * (c - u) - w * (n - u) },
        { "negative prediction was subtracted", (u, n, c, w) => u + w * (c - u) - n },
        { "negative direction was subtracted", (u, n, c, w) => u + w * (c - u) - (n - u) },
        { "started from the conditional", (u, n, c, w) => c + w * (c - n) },
        { "are swapped", (u, n, c, w) => c + w * (n - c) },
        { "conditional prediction, whatever", (u, n, c, w) => c },
        { "negative prediction, whatever", (u, n, c, w) => n },
        { "were averaged", (u, n, c, w) => (u + n) / 2 + w * (c - (u + n) / 2) },
        { "is not a number", (u, n, c, w) => double.NaN },
    };

    [Fact]
    public async Task The_formula_and_a_negative_prompt_that_works_pass() => CheckAssert.Passes(await CheckAsync(Right, "stencil style"));

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task A_typical_mistake_is_named_and_nothing_is_drawn(string advice, Func<double, double, double, double, double> wrong)
    {
        var result = await CheckAsync(wrong, "stencil style");
        CheckAssert.Fails(result, advice);
        Assert.Equal(2, result.Cases.Count(one => one.Outcome == CaseOutcome.NotRun));
    }

    [Theory]
    [InlineData("", "negative prompt is empty")]
    [InlineData(null, "negative prompt is empty")]
    [InlineData("glossy style", "more black than before")]
    [InlineData("a dog", "black")]
    public async Task A_negative_prompt_without_the_effect_does_not_pass(string? negativePrompt, string advice) =>
        CheckAssert.Fails(await CheckAsync(Right, negativePrompt!), advice);

    [Fact]
    public async Task A_change_of_the_inputs_is_noticed() => CheckAssert.Fails(
        await Exercise.NegativePrompt.CheckAsync(embedded.Pipeline, (u, n, c, w) => [.. n.Select((_, i) => n[i] += w * (c[i] - n[i]))], "stencil style"),
        "changed the arrays");

    [Fact]
    public void Black_is_what_is_dark_in_all_three_colours() =>
        Assert.Equal(0.5, NegativePromptExercise.BlackShare(new RgbImage(2, 2, [0, 0, 0, 49, 49, 49, 50, 0, 0, 0, 0, 200])));

    private static double Right(double u, double n, double c, double w) => n + w * (c - n);

    private async Task<CheckResult> CheckAsync(Func<double, double, double, double, double> rule, string negativePrompt) => await Exercise.NegativePrompt.CheckAsync(
        embedded.Pipeline, (u, n, c, w) => [.. u.Select((_, i) => rule(u[i], n[i], c[i], w))], negativePrompt);
}
