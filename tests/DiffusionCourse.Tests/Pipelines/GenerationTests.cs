using System.Text.Json;
using DiffusionCourse.Guidance;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class GenerationTests(EmbeddedPipeline embedded)
{
    private static GenerationRequest Apple => EmbeddedPipeline.Apple;

    [Fact]
    public async Task The_same_request_gives_the_same_bytes()
    {
        var first = await embedded.Pipeline.GenerateAsync(Apple);
        var second = await embedded.Pipeline.GenerateAsync(Apple);
        Assert.Equal(first.Image.ToPng(), second.Image.ToPng());
        Assert.Equal((128, 128), (first.Image.Width, first.Image.Height));
    }

    [Fact]
    public async Task A_result_goes_into_JSON_with_its_settings_and_its_picture()
    {
        var result = await embedded.Pipeline.GenerateAsync(Apple);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(new[] { result }));
        var written = json.RootElement[0];
        Assert.Equal(Apple.Prompt, written.GetProperty("prompt").GetString());
        Assert.Equal(Apple.Steps, written.GetProperty("steps").GetInt32());
        Assert.Equal(result.GuidanceScale, written.GetProperty("guidanceScale").GetDouble());
        Assert.Equal(Apple.Seed, written.GetProperty("seed").GetUInt64());
        Assert.Equal(result.Timings.Total.TotalMilliseconds, written.GetProperty("timingsMs").GetProperty("total").GetDouble());
        Assert.Equal(result.Image, written.GetProperty("image").Deserialize<RgbImage>());
    }

    [Fact]
    public async Task Another_seed_gives_another_picture()
    {
        var first = await embedded.Pipeline.GenerateAsync(Apple);
        var second = await embedded.Pipeline.GenerateAsync(Apple with { Seed = 43 });
        Assert.NotEqual(first.Image.ToPng(), second.Image.ToPng());
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(1.01, 8)]
    [InlineData(7.5, 8)]
    public async Task Guidance_costs_a_second_evaluation_only_above_one(double guidance, int evaluations)
    {
        var result = await embedded.Pipeline.GenerateAsync(Apple with { GuidanceScale = guidance });
        Assert.Equal(evaluations, result.UNetEvaluations);
    }

    [Theory]
    [InlineData(GuidanceArrangement.BatchOfTwo)]
    [InlineData(GuidanceArrangement.SequentialCalls)]
    public async Task Every_arrangement_gives_the_same_picture(GuidanceArrangement arrangement)
    {
        using var other = EmbeddedPipeline.Load(arrangement);
        Assert.Equal(arrangement, other.Arrangement);
        var expected = await embedded.Pipeline.GenerateAsync(Apple);
        var actual = await other.GenerateAsync(Apple);
        Assert.Equal(expected.Image.ToPng(), actual.Image.ToPng());
        Assert.Equal(expected.UNetEvaluations, actual.UNetEvaluations);
    }

    [Fact]
    public async Task Generations_side_by_side_give_the_pictures_of_one_by_one()
    {
        var requests = Enumerable.Range(0, 6).Select(i => Apple with { Seed = (ulong)i, GuidanceScale = i }).ToArray();
        var together = await Task.WhenAll(requests.Select(request => embedded.Pipeline.GenerateAsync(request)));
        foreach (var result in together)
        {
            var alone = await embedded.Pipeline.GenerateAsync(result.Request);
            Assert.Equal(alone.Image.ToPng(), result.Image.ToPng());
        }
    }

    [Fact]
    public async Task Width_and_height_are_what_was_asked_for()
    {
        var result = await embedded.Pipeline.GenerateAsync(Apple with { Width = 96, Height = 64, Steps = 1 });
        Assert.Equal((96, 64), (result.Image.Width, result.Image.Height));
    }

    [Fact]
    public async Task A_negative_prompt_changes_the_picture_only_with_guidance()
    {
        var plain = await embedded.Pipeline.GenerateAsync(Apple);
        var negative = await embedded.Pipeline.GenerateAsync(Apple with { NegativePrompt = "glossy style" });
        Assert.NotEqual(plain.Image.ToPng(), negative.Image.ToPng());

        var unguided = await embedded.Pipeline.GenerateAsync(Apple with { GuidanceScale = 1 });
        var without = await embedded.Pipeline.GenerateAsync(Apple with { GuidanceScale = 1, NegativePrompt = "glossy style" });
        Assert.Equal(unguided.Image.ToPng(), without.Image.ToPng());
        Assert.Contains(without.Notices, notice => notice.Contains("no effect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_says_what_was_cut()
    {
        var prompt = EmbeddedPipeline.Prompt + string.Concat(Enumerable.Repeat(", a cat", 20));
        var result = await embedded.Pipeline.GenerateAsync(Apple with { Prompt = prompt });
        var notice = Assert.Single(result.Notices);
        Assert.Contains("cut", notice, StringComparison.Ordinal);
        Assert.Contains("a cat", notice, StringComparison.Ordinal);
        Assert.Contains("was cut", result.ToHtml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dpm++2m")]
    [InlineData("ddim")]
    [InlineData("euler")]
    public async Task Schedulers_reach_nearly_the_same_picture_with_many_steps(string scheduler)
    {
        var reference = await embedded.Pipeline.GenerateAsync(Apple with { Steps = 40 });
        var other = await embedded.Pipeline.GenerateAsync(Apple with { Steps = 60, Scheduler = scheduler });
        var rmse = Math.Sqrt(reference.Latents.Zip(other.Latents, (a, b) => Math.Pow(a - b, 2)).Average());
        var scale = Math.Sqrt(reference.Latents.Average(value => value * value));
        Assert.True(rmse < 0.25 * scale, $"{scheduler}: RMSE {rmse} of latents whose size is {scale}");
        Assert.Equal(scheduler, other.Scheduler);
    }

    [Fact]
    public async Task Times_add_up()
    {
        var timings = (await embedded.Pipeline.GenerateAsync(Apple)).Timings;
        var parts = timings.TextEncoder + timings.UNet + timings.Scheduler + timings.Vae;
        Assert.InRange(parts, TimeSpan.FromTicks(1), timings.Total);
        Assert.True(timings.UNet > timings.Scheduler);
        Assert.True(timings.Load > TimeSpan.Zero);
    }

    [Fact]
    public void A_denoising_step_allocates_nothing()
    {
        using var loop = embedded.Pipeline.StartLoop(Apple with { Steps = 30 });
        for (var warm = 0; warm < 10; warm++)
        {
            Assert.True(loop.MoveNext());
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        while (loop.MoveNext())
        {
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("heun")]
    [InlineData("pndm")]
    [InlineData("ddim")]
    public async Task Progress_states_the_same_calls_from_its_first_report_on(string scheduler)
    {
        var seen = new List<GenerationProgress>();
        await embedded.Pipeline.GenerateAsync(Apple with { Scheduler = scheduler }, new Recorder(seen.Add));
        Assert.Single(seen.Select(report => report.Total).Distinct());
        Assert.Equal((seen[^1].Total, 0), (seen[^1].Completed, seen[0].Completed));
    }

    [Fact]
    public async Task A_guidance_schedule_that_gives_no_scale_at_a_late_call_is_refused_before_any_work()
    {
        var request = Apple with { GuidanceScale = null, Guidance = new GuidanceSchedule(step => step.Index < 2 ? 5 : double.NaN) };
        var seen = new List<GenerationProgress>();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => embedded.Pipeline.GenerateAsync(request, new Recorder(seen.Add)));
        Assert.ThrowsAny<ArgumentException>(() => embedded.Pipeline.DenoiseAsync(request));
        Assert.Empty(seen);
    }

    [Fact]
    public async Task Progress_counts_every_call_and_ends()
    {
        var seen = new List<GenerationProgress>();
        await embedded.Pipeline.GenerateAsync(Apple, new Recorder(seen.Add));
        Assert.Equal([1, 2, 3, 4], seen.Where(step => step.Stage == GenerationStage.Denoising).Select(step => step.Completed));
        Assert.Equal(GenerationStage.Done, seen[^1].Stage);
    }

    private sealed class Recorder(Action<GenerationProgress> report) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => report(value);
    }
}
