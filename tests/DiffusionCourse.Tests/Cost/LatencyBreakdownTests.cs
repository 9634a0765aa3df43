using DiffusionCourse.Cost;
using DiffusionCourse.Cost.Latency;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Cost;

public sealed class LatencyBreakdownTests
{
    private static readonly GenerationRequest Three = new("a red apple, flat style, blue background") { Steps = 3, GuidanceScale = 3 };

    [Fact]
    public async Task Parts_are_measured_apart_and_add_up()
    {
        var told = new List<int>();
        var measured = await LatencyBreakdown.MeasureAsync(ModelLocator.EmbeddedModel, Three, runs: 4, new() { Device = DeviceChoice.Cpu }, new Told(told));
        Assert.Equal([1, 2, 3, 4, 5], told);
        Assert.Equal((6, 3, 4), (measured.UNetEvaluations, measured.UNet.CallsAPicture, measured.Picture.Warm.Count));
        // Two intervals between three steps, in four pictures.
        Assert.Equal(8, measured.Step.Warm.Count);
        Assert.All(measured.Parts, part => Assert.True(part.Warm.Least > TimeSpan.Zero && part.First > TimeSpan.Zero, part.Name));
        Assert.All(measured.Parts, part => Assert.True(part.Warm.Median <= part.Warm.P90 && part.Warm.P90 <= part.Warm.P99 && part.Warm.P99 <= part.Warm.Most, part.Name));
        var sum = measured.TextEncoder.First + 3 * measured.UNet.First + 3 * measured.Scheduler.First + measured.VaeDecoder.First;
        Assert.InRange(sum / measured.Picture.First, 0.5, 1.0001);
        Assert.True(measured.Load > TimeSpan.Zero);
        // The networks' weights alone take more.
        Assert.True(measured.PeakMemoryBytes is null or > 30 << 20);
        Assert.Equal(["text encoder", "UNet, a step", "guidance and scheduler, a step", "step", "VAE decoder", "picture"],
            HtmlCheck.Check($"<div>{measured.ToHtml()}</div>").Descendants("tbody").Single().Elements("tr").Select(row => row.Elements().First().Value));
    }

    [Fact]
    public async Task One_step_has_no_interval_and_is_that_of_the_unet()
    {
        var measured = await LatencyBreakdown.MeasureAsync(ModelLocator.EmbeddedModel, Three with { Steps = 1, GuidanceScale = 1 }, runs: 1, new() { Device = DeviceChoice.Cpu });
        Assert.Equal(measured.UNet.Warm, measured.Step.Warm);
        Assert.Equal(1, measured.UNetEvaluations);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a frog", "a frog")]
    [InlineData("a frog ", "a frog")]
    [InlineData("a frog", "blue background")]
    public async Task Every_picture_encodes_both_of_its_texts(string prompt, string negative)
    {
        var encoded = 0;
        var options = new PipelineOptions
        {
            DeviceOverride = InferenceDevice.Choose(DeviceChoice.Cpu) with { RefusesMemory = Count },
            Arrangement = GuidanceArrangement.BatchOfTwo,
        };
        var request = new GenerationRequest(prompt) { NegativePrompt = negative, Steps = 1, GuidanceScale = 3 };
        await LatencyBreakdown.MeasureAsync(ModelLocator.EmbeddedModel, request, runs: 3, options);
        // Once the empty prompt, on loading; then two texts for each of four pictures.
        Assert.Equal(1 + 2 * 4, encoded);

        bool Count(string graph, long values)
        {
            if (graph.Contains("text_encoder", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref encoded);
            }

            return false;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task The_number_of_runs_has_limits(int runs)
        => Assert.Contains("1 to 1000", (await Assert.ThrowsAsync<ArgumentException>(() => LatencyBreakdown.MeasureAsync(runs: runs))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Cancelling_stops_it()
        => await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LatencyBreakdown.MeasureAsync(ModelLocator.EmbeddedModel, Three, cancellation: new(canceled: true)));

    [Fact]
    public void The_high_water_mark_rises_with_what_is_used()
    {
        if (!PeakMemory.Reset())
        {
            // Elsewhere than on Linux the mark is that of the whole process.
            return;
        }

        var before = PeakMemory.Bytes()!.Value;
        var used = new byte[64 << 20];
        Array.Fill(used, (byte)1);
        Assert.True(PeakMemory.Bytes() >= before + (32 << 20), $"{before} to {PeakMemory.Bytes()}");
        GC.KeepAlive(used);
    }

    private sealed class Told(List<int> completed) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => completed.Add(value.Completed);
    }
}
