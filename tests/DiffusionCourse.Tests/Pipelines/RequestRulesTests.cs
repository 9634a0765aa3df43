using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class RequestRulesTests(EmbeddedPipeline embedded)
{
    public static TheoryData<string, GenerationRequest, string[]> Wrong => new()
    {
        { "negative guidance", EmbeddedPipeline.Apple with { GuidanceScale = -1 }, ["-1", "0 to 100"] },
        { "guidance that is no number", EmbeddedPipeline.Apple with { GuidanceScale = double.NaN }, ["NaN", "0 to 100"] },
        { "infinite guidance", EmbeddedPipeline.Apple with { GuidanceScale = double.PositiveInfinity }, ["0 to 100"] },
        { "too much guidance", EmbeddedPipeline.Apple with { GuidanceScale = 101 }, ["101", "0 to 100"] },
        { "no steps", EmbeddedPipeline.Apple with { Steps = 0 }, ["0", "1 to 1000"] },
        { "negative steps", EmbeddedPipeline.Apple with { Steps = -5 }, ["-5", "1 to 1000"] },
        { "more steps than were trained", EmbeddedPipeline.Apple with { Steps = 1001 }, ["1001", "1 to 1000"] },
        { "width that does not divide", EmbeddedPipeline.Apple with { Width = 65 }, ["width", "65", "nearest is 64"] },
        { "height below the least", EmbeddedPipeline.Apple with { Height = 4 }, ["height", "4", "multiple of 16"] },
        { "height that is negative", EmbeddedPipeline.Apple with { Height = -64 }, ["height", "-64"] },
        { "width beyond the most", EmbeddedPipeline.Apple with { Width = 4096 }, ["width", "4096", "2048"] },
        { "unknown scheduler", EmbeddedPipeline.Apple with { Scheduler = "dmp++2m" }, ["dmp++2m", "dpm++2m"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_value_is_refused_with_its_limits_and_a_remedy(string what, GenerationRequest request, string[] expected)
    {
        bool began = false;
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => embedded.Pipeline.GenerateAsync(request, new Began(() => began = true)));
        Assert.All(expected, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.False(began, what);
    }

    [Fact]
    public async Task A_sweep_checks_all_before_it_draws_any()
    {
        bool began = false;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple, steps: [2, 3, 0], progress: new Began(() => began = true)));
        Assert.False(began);
    }

    private sealed class Began(Action told) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => told();
    }
}
