using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class AllSchedulersTests(EmbeddedPipeline embedded)
{
    public static TheoryData<string> Names => [.. Scheduler.Known.Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Draws_at_any_number_of_steps_or_says_before_work_what_it_needs(string name)
    {
        foreach (int steps in new[] { 1, 2, 3, 10 })
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
}
