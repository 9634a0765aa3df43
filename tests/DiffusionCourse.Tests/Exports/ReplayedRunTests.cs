using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Exports;

/// <summary>Tensors that stay at fixed places on the device, as CUDA graphs need them: with the processor as the device, the same bits come out.</summary>
public sealed class ReplayedRunTests
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 4, GuidanceScale = 3, Scheduler = "euler-a" };

    private static readonly InferenceDevice Replaying = InferenceDevice.Choose(DeviceChoice.Cpu) with { Replays = true };

    private static readonly Dictionary<string, ExportLayout> Layouts = new()
    {
        ["plain"] = new(),
        ["float16"] = ExportLayout.Olive with { Configs = true },
        ["scalar int64 timestep"] = ExportLayout.Optimum,
        ["int32 timestep"] = new() { Timestep = DataType.Int32, TimestepShape = [1] },
        ["told the guidance scale"] = new() { TimestepCondition = 12, EmbedsGuidance = true },
        ["batch of one"] = new() { Batch = 1, FixedSizes = true },
        ["batch of two"] = new() { UNetBatch = 2 },
    };

    public static TheoryData<string> Names => [.. Layouts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pictures_are_the_same_from_prompts_that_change(string name)
    {
        using var model = new ExportedModel(Layouts[name]);
        using var bound = await model.LoadAsync();
        using var replayed = await model.LoadAsync(new() { DeviceOverride = Replaying, Arrangement = GuidanceArrangement.BatchOfTwo });
        foreach (var request in new[] { Request, Request with { Prompt = "a green frog" }, Request with { GuidanceScale = 1, Seed = 7 }, Request })
        {
            var expected = await bound.GenerateAsync(request);
            var actual = await replayed.GenerateAsync(request);
            Assert.Equal(expected.Latents, actual.Latents);
            Assert.Equal(expected.Image, actual.Image);
        }
    }

    [Fact]
    public async Task Several_pictures_at_a_time_take_turns()
    {
        using var model = new ExportedModel(new());
        using var bound = await model.LoadAsync();
        using var replayed = await model.LoadAsync(new() { DeviceOverride = Replaying, Arrangement = GuidanceArrangement.ConcurrentCalls });
        var drawn = await Task.WhenAll(Enumerable.Range(1, 4).Select(seed => replayed.GenerateAsync(Request with { Seed = (ulong)seed })));
        foreach (var result in drawn)
        {
            Assert.Equal((await bound.GenerateAsync(result.Request)).Image, result.Image);
        }
    }

    [Fact]
    public async Task A_run_is_cancelled_between_steps()
    {
        using var model = new ExportedModel(new());
        using var replayed = await model.LoadAsync(new() { DeviceOverride = Replaying, Arrangement = GuidanceArrangement.BatchOfTwo });
        using var stop = new CancellationTokenSource();
        var progress = new Cancelling(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replayed.GenerateAsync(Request with { Steps = 50 }, progress, stop.Token));
        Assert.Equal(4, (await replayed.GenerateAsync(Request with { GuidanceScale = 1 })).UNetEvaluations);
    }

    private sealed class Cancelling(CancellationTokenSource stop) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value)
        {
            if (value.Completed == 2)
            {
                stop.Cancel();
            }
        }
    }
}
