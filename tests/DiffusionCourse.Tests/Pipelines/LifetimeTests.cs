using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;

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
