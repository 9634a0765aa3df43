using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

/// <summary>Pictures of a sweep drawn together are those drawn one by one, to the last bit.</summary>
public sealed class SweepTogetherTests : IDisposable
{
    private readonly StableDiffusionPipeline _pipeline = Load(GuidanceArrangement.ConcurrentCalls);

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public async Task Seeds_and_guidance_scales_share_runs()
        => await AssertSame(await _pipeline.SweepAsync(EmbeddedPipeline.Apple, guidanceScales: [0, 1, 3, 7.5], seeds: [1, 2, 3]));

    [Fact]
    public async Task Steps_and_schedulers_make_groups_of_their_own()
        => await AssertSame(await _pipeline.SweepAsync(EmbeddedPipeline.Apple, steps: [1, 2, 5], schedulers: ["dpm++2m", "ddim", "euler-a", "heun", "pndm"]));

    [Fact]
    public async Task Prompts_and_negative_prompts_share_runs()
        => await AssertSame(await _pipeline.SweepAsync(EmbeddedPipeline.Apple, prompts: ["a red apple", "a cat, 3d style", ""], negativePrompts: ["", "blue background"]));

    [Fact]
    public async Task Guidance_that_holds_for_a_part_of_the_run_changes_the_batch_in_between()
    {
        var request = EmbeddedPipeline.Apple with { GuidanceScale = null, Steps = 6, Guidance = new GuidanceInterval(new ClassifierFreeGuidance(4), 0.2, 2) };
        var sweep = await _pipeline.SweepAsync(request, seeds: [1, 2, 3]);
        Assert.InRange(sweep.Results[0].UNetEvaluations, 7, 11);
        await AssertSame(sweep);
    }

    [Fact]
    public async Task Other_sizes_and_the_batch_arrangement_give_the_same_bits_too()
    {
        await AssertSame(await _pipeline.SweepAsync(EmbeddedPipeline.Apple with { Width = 128, Steps = 2 }, seeds: [1, 2, 3, 4, 5]));
        using var batch = Load(GuidanceArrangement.BatchOfTwo);
        await AssertSame(await batch.SweepAsync(EmbeddedPipeline.Apple, seeds: [1, 2, 3, 4, 5]));
        using var sequential = Load(GuidanceArrangement.SequentialCalls);
        await AssertSame(await sequential.SweepAsync(EmbeddedPipeline.Apple, seeds: [1, 2, 3, 4, 5]));
    }

    [Fact]
    public async Task Times_are_shared_by_evaluations()
    {
        var sweep = await _pipeline.SweepAsync(EmbeddedPipeline.Apple, guidanceScales: [1, 3]);
        var alone = await _pipeline.GenerateAsync(EmbeddedPipeline.Apple);
        Assert.Equal(1, alone.Timings.DrawnTogether);
        Assert.All(sweep.Results, result =>
        {
            Assert.Equal(2, result.Timings.DrawnTogether);
            Assert.Equal(result.Timings.TextEncoder + result.Timings.UNet + result.Timings.Scheduler + result.Timings.Vae, result.Timings.Total);
            Assert.Contains("its share of 2 pictures", result.ToHtml(), StringComparison.Ordinal);
        });
        var four = await _pipeline.SweepAsync(EmbeddedPipeline.Apple, guidanceScales: [1, 3], seeds: [1, 2, 3, 4]);
        var row = four.Results.Where(result => result.Timings.DrawnTogether == 8).ToArray();
        Assert.Equal(8, row.Length);

        // A batch's time is shared by evaluations, so that its pictures have one time an evaluation; two batches draw eight pictures.
        long[] evaluationTimes = [.. row.Select(result => result.Timings.UNet.Ticks / result.UNetEvaluations).Order()];
        Assert.InRange(1 + evaluationTimes.Zip(evaluationTimes.Skip(1)).Count(pair => pair.Second - pair.First > 1), 1, 2);
    }

    [Fact]
    public async Task Every_picture_is_reported_once()
    {
        var seen = new List<int>();
        await _pipeline.SweepAsync(EmbeddedPipeline.Apple, seeds: [1, 2, 3, 4, 5, 6, 7], progress: new Collected(seen));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], seen);
    }

    [Fact]
    public async Task Cancelling_stops_all_batches()
    {
        using var stop = new CancellationTokenSource();
        var sweep = _pipeline.SweepAsync(EmbeddedPipeline.Apple with { Steps = 200 }, seeds: [1, 2, 3, 4, 5, 6, 7, 8], cancellation: stop.Token);
        await Task.Delay(200);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweep.WaitAsync(TimeSpan.FromSeconds(5)));
        await AssertSame(await _pipeline.SweepAsync(EmbeddedPipeline.Apple, seeds: [1, 2]));
    }

    private static StableDiffusionPipeline Load(GuidanceArrangement arrangement)
        => StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cpu, Arrangement = arrangement, Sweeps = SweepMode.Together }).GetAwaiter().GetResult();

    private async Task AssertSame(SweepResult sweep)
    {
        foreach (var together in sweep.Results)
        {
            var alone = await _pipeline.GenerateAsync(together.Request);
            Assert.Equal(alone.Latents, together.Latents);
            Assert.Equal(alone.Image.ToPng(), together.Image.ToPng());
            Assert.Equal(alone.UNetEvaluations, together.UNetEvaluations);
            Assert.Equal(alone.Notices, together.Notices);
        }
    }

    private sealed class Collected(List<int> seen) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => seen.Add(value.Completed);
    }
}
