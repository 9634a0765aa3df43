using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class AllSchedulersTests(EmbeddedPipeline embedded)
{
    public static TheoryData<string> Names => [.. Scheduler.Known.Select(known => known.Name).Where(name => !OfAnotherModel(name))];

    public static TheoryData<string> Others => [.. Scheduler.Known.Select(known => known.Name).Where(OfAnotherModel)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Draws_at_any_number_of_steps_or_says_before_work_what_it_needs(string name)
    {
        foreach (var steps in new[] { 1, 2, 3, 10 })
        {
            DiffusionCourse.Pipelines.GenerationResult result;
            try
            {
                result = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Scheduler = name, Steps = steps });
            }
            catch (ArgumentException error)
            {
                Assert.True(steps < 10, $"{name}, {steps}: {error.Message}");
                Assert.Contains("step", error.Message, StringComparison.OrdinalIgnoreCase);
                continue;
            }

            Assert.Equal(name, result.Scheduler);
            Assert.All(result.Latents, value => Assert.True(float.IsFinite(value)));
            Assert.True(result.UNetEvaluations >= 2 * steps, $"{name}, {steps}: {result.UNetEvaluations} evaluations");
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_scheduler_of_another_kind_of_model_is_refused_with_the_reason(string name)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Scheduler = name }));
        Assert.Contains("on a noise schedule. Choose euler", error.Message, StringComparison.Ordinal);
    }

    private static bool OfAnotherModel(string name) => name.StartsWith("flow-", StringComparison.Ordinal) || name.StartsWith("edm-", StringComparison.Ordinal);
}
