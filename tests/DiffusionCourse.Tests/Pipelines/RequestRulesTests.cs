using System.ComponentModel.DataAnnotations;
using System.Reflection;
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
        { "height below the least", EmbeddedPipeline.Apple with { Height = 4 }, ["height", "4", "multiple of 32"] },
        { "height that is negative", EmbeddedPipeline.Apple with { Height = -64 }, ["height", "-64"] },
        { "width beyond the most", EmbeddedPipeline.Apple with { Width = 4096 }, ["width", "4096", "2048"] },
        { "strength of nothing", EmbeddedPipeline.Apple with { Strength = 0, ImageLatents = new float[2048] }, ["strength is 0", "above 0 and at most 1"] },
        { "strength that is no number", EmbeddedPipeline.Apple with { Strength = double.NaN }, ["strength is NaN", "above 0 and at most 1"] },
        { "strength without a picture", EmbeddedPipeline.Apple with { Strength = 0.5 }, ["0.5", "no picture to start from"] },
        { "unknown scheduler", EmbeddedPipeline.Apple with { Scheduler = "dmp++2m" }, ["dmp++2m", "dpm++2m"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_value_is_refused_with_its_limits_and_a_remedy(string what, GenerationRequest request, string[] expected)
    {
        var began = false;
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => embedded.Pipeline.GenerateAsync(request, new Began(() => began = true)));
        Assert.All(expected, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.False(began, what);
    }

    [Fact]
    public async Task A_sweep_checks_all_before_it_draws_any()
    {
        var began = false;
        await Assert.ThrowsAnyAsync<ArgumentException>(() => embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple, steps: [2, 3, 0], progress: new Began(() => began = true)));
        Assert.False(began);
    }

    [Theory]
    [InlineData(nameof(GenerationRequest.Steps), 1, 1000)]
    [InlineData(nameof(GenerationRequest.GuidanceScale), 0, 100)]
    [InlineData(nameof(GenerationRequest.Strength), 0, 1)]
    [InlineData(nameof(GenerationRequest.Width), 1, 2048)]
    [InlineData(nameof(GenerationRequest.Height), 1, 2048)]
    public void A_range_stands_beside_its_property(string property, double least, double most)
    {
        var range = typeof(GenerationRequest).GetProperty(property)!.GetCustomAttribute<RangeAttribute>()!;
        Assert.Equal((least, most), ((double)range.Minimum, (double)range.Maximum));
    }

    [Fact]
    public void A_prediction_is_refused_for_another_size_time_or_text()
    {
        var pipeline = embedded.Pipeline;
        var text = pipeline.EncodePrompt("a red apple");
        var sample = new float[pipeline.LatentCount];
        Refused("15", () => pipeline.Predict(new float[15], 500, text));
        Refused("NaN", () => pipeline.Predict([float.NaN, .. sample[1..]], 500, text));
        Refused("0 to 999", () => pipeline.Predict(sample, -1, text));
        Refused("0 to 999", () => pipeline.Predict(sample, 1000, text));
        Refused("0 to 999", () => pipeline.Predict(sample, double.NaN, text));
        Refused("values a token", () => pipeline.Predict(sample, 500, new([1, 2], 1, 2)));
        Refused("0 to 100", () => pipeline.Predict(sample, 500, text, guidanceScale: 101));
        Refused("multiple of 32", () => pipeline.Predict(sample, 500, text, width: 65));
        Refused("multiple of 32", () => pipeline.Decode(sample, height: 65));

        static void Refused(string message, Func<object> call) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);
    }

    private sealed class Began(Action told) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => told();
    }
}
