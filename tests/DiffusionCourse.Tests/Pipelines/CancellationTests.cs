using System.Diagnostics;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class CancellationTests(EmbeddedPipeline embedded)
{
    [Fact]
    public async Task Stops_during_a_call_and_leaves_the_pipeline_usable()
    {
        var expected = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple);

        // Large pictures make one call long, so that the cancellation falls into it.
        var large = EmbeddedPipeline.Apple with { Width = 256, Height = 256, Steps = 1000 };
        var watch = Stopwatch.StartNew();
        using var oneStep = embedded.Pipeline.StartLoop(large);
        oneStep.MoveNext();
        var step = watch.Elapsed;
        using var source = new CancellationTokenSource();
        var running = embedded.Pipeline.GenerateAsync(large, cancellation: source.Token);
        await Task.Delay(step / 2);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var after = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple);
        Assert.Equal(expected.Image.ToPng(), after.Image.ToPng());
    }

    [Fact]
    public async Task Stops_between_steps()
    {
        using var source = new CancellationTokenSource();
        var progress = new CancelAfter(3, source);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Steps = 50 }, progress, source.Token));
        Assert.Equal(3, progress.Last);
    }

    [Fact]
    public async Task A_cancelled_token_computes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple, cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_stream_of_steps_stops_when_it_is_left()
    {
        var seen = 0;
        await foreach (var step in embedded.Pipeline.DenoiseAsync(EmbeddedPipeline.Apple with { Steps = 100 }))
        {
            if (++seen == 2)
            {
                break;
            }
        }

        var after = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple);
        Assert.Equal(8, after.UNetEvaluations);
    }

    private sealed class CancelAfter(int calls, CancellationTokenSource source) : IProgress<GenerationProgress>
    {
        public int Last { get; private set; }

        public void Report(GenerationProgress value)
        {
            Last = value.Completed;
            if (value.Completed == calls)
            {
                source.Cancel();
            }
        }
    }
}
