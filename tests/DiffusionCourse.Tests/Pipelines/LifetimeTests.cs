using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Exports;
using DiffusionCourse.Tests.Remote;

namespace DiffusionCourse.Tests.Pipelines;

public sealed class LifetimeTests
{
    [Fact]
    public async Task A_disposed_pipeline_says_so()
    {
        var pipeline = EmbeddedPipeline.Load(GuidanceArrangement.ConcurrentCalls);
        var known = await pipeline.GenerateAsync(EmbeddedPipeline.Apple);
        var steps = pipeline.DenoiseAsync(EmbeddedPipeline.Apple).GetAsyncEnumerator();
        await steps.MoveNextAsync();
        var step = steps.Current;
        await steps.DisposeAsync();
        pipeline.Dispose();
        pipeline.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.GenerateAsync(EmbeddedPipeline.Apple));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.GenerateAsync(new("never encoded before")));
        Assert.Throws<ObjectDisposedException>(() => pipeline.Decode(known.Latents));
        Assert.Throws<ObjectDisposedException>(() => step.DecodePrediction());
    }

    [Fact]
    public async Task A_step_of_a_stream_that_still_runs_can_be_decoded_though_the_pipeline_was_disposed()
    {
        var pipeline = EmbeddedPipeline.Load(GuidanceArrangement.ConcurrentCalls);
        await using (var steps = pipeline.DenoiseAsync(EmbeddedPipeline.Apple).GetAsyncEnumerator())
        {
            await steps.MoveNextAsync();
            pipeline.Dispose();
            Assert.Equal((128, 128), (steps.Current.DecodeLatents().Width, steps.Current.DecodePrediction().Height));
            Assert.True(await steps.MoveNextAsync());
            Assert.Throws<ObjectDisposedException>(() => pipeline.DenoiseAsync(EmbeddedPipeline.Apple).GetAsyncEnumerator().MoveNextAsync().AsTask().GetAwaiter().GetResult());
        }
    }

    [Fact]
    public async Task A_generation_that_runs_while_the_pipeline_is_disposed_ends_well()
    {
        var pipeline = EmbeddedPipeline.Load(GuidanceArrangement.ConcurrentCalls);
        var running = new TaskCompletionSource();
        var progress = new Watch(running);
        var generation = pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Steps = 40 }, progress);
        await running.Task;
        pipeline.Dispose();
        Assert.Equal(80, (await generation).UNetEvaluations);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.GenerateAsync(EmbeddedPipeline.Apple));
    }

    [Theory]
    [InlineData(SweepMode.OneByOne, false)]
    [InlineData(SweepMode.Together, false)]
    [InlineData(SweepMode.Together, true)]
    public async Task A_sweep_that_runs_while_the_pipeline_is_disposed_ends_with_all_pictures(SweepMode sweeps, bool tight)
    {
        // Where memory is tight, pictures that were to be drawn together are drawn one by one.
        var device = InferenceDevice.Choose(DeviceChoice.Cpu) with
        {
            RefusesMemory = (graph, values) => tight && graph.Contains("unet", StringComparison.Ordinal) && values > 8 * 16 * 16,
        };
        var pipeline = await StableDiffusionPipeline.LoadAsync("emoji-128", new() { DeviceOverride = device, Arrangement = GuidanceArrangement.BatchOfTwo, Sweeps = sweeps });
        var sweep = await pipeline.SweepAsync(EmbeddedPipeline.Apple, seeds: [1, 2, 3], progress: new Disposal(pipeline));
        Assert.Equal(3, sweep.Results.Count);
        Assert.All(sweep.Results, result => Assert.Equal(8, result.UNetEvaluations));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.GenerateAsync(EmbeddedPipeline.Apple));
    }

    [Fact]
    public async Task So_does_a_sweep_over_a_server()
    {
        await using var servers = await FaultyServers.StartAsync(1);
        var pipeline = await servers.LoadAsync("binary");
        var sweep = await pipeline.SweepAsync(FaultyServers.Request, seeds: [1, 2, 3, 4, 5, 6], progress: new Disposal(pipeline));
        Assert.Equal(6, sweep.Results.Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.GenerateAsync(FaultyServers.Request));
    }

    [Fact]
    public async Task A_picture_is_the_same_after_more_sizes_than_are_kept_ready()
    {
        using var model = new ExportedModel(new());
        using var pipeline = await model.LoadAsync(new() { Device = DeviceChoice.Cpu, Arrangement = GuidanceArrangement.ConcurrentCalls });
        var request = new GenerationRequest("a red apple") { Steps = 2, GuidanceScale = 3, Height = ExportedModel.Side };
        var first = await DrawAsync(1);
        for (var size = 2; size <= IdlePredictors.Most + 2; size++)
        {
            await DrawAsync(size);
        }

        Assert.Equal(first, await DrawAsync(1));

        async Task<float[]> DrawAsync(int size) => [.. (await pipeline.GenerateAsync(request with { Width = size * ExportedModel.Side })).Latents];
    }

    private sealed class Disposal(StableDiffusionPipeline pipeline) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => pipeline.Dispose();
    }

    private sealed class Watch(TaskCompletionSource running) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value)
        {
            if (value.Stage == GenerationStage.Denoising)
            {
                running.TrySetResult();
            }
        }
    }
}
