using System.Globalization;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Speed;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// Pictures a second of a sweep over 16 seeds, drawn together and one by one, by turns in one process; and whether every bit is the
/// same. Before that, what an evaluation of the UNet takes in batches of some sizes: more than that no way of drawing can gain.
/// </summary>
internal static class SweepSpeed
{
    private const int Pictures = 16;
    private const int Rounds = 5;
    private const int EvaluationsARound = 96;
    private static readonly int[] BatchSizes = [1, 2, 4, 8, 16];

    public static async Task<int> RunAsync(string? model)
    {
        CompareBatches(ModelFolder.Open(model ?? ModelLocator.EmbeddedModel));
        var request = new GenerationRequest("a red apple, flat style, blue background") { Steps = 20, GuidanceScale = 3 };
        ulong[] seeds = [.. Enumerable.Range(1, Pictures).Select(seed => (ulong)seed)];
        using var plain = await LoadAsync(model, SweepMode.OneByOne, GuidanceArrangement.BatchOfTwo);
        using var alone = await LoadAsync(model, SweepMode.OneByOne, GuidanceArrangement.Auto);
        using var together = await LoadAsync(model, SweepMode.Together, GuidanceArrangement.Auto);
        var sweeps = new Dictionary<StableDiffusionPipeline, SweepResult>();
        var equal = true;
        var times = Contest.Run(
            [
                new("one by one, each step a batch of two on all threads", () => Draw(plain)),
                new($"one by one, each step as chosen here ({alone.Arrangement})", () => Draw(alone)),
                new("together", () => Draw(together)),
            ],
            Rounds,
            () => equal &= Same(sweeps[plain], sweeps[together]) && Same(sweeps[alone], sweeps[together]));
        foreach (var time in times)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Name}: {1000 * Pictures / time.Median:0.00} pictures/s; together {time.RatioTo(times[2]):0.00} times as many"));
        }

        Console.WriteLine($"latents and pictures bit-identical: {(equal ? "yes" : "NO")}");
        return equal ? 0 : 1;

        void Draw(StableDiffusionPipeline pipeline) => sweeps[pipeline] = pipeline.SweepAsync(request, seeds: seeds).GetAwaiter().GetResult();
    }

    private static void CompareBatches(ModelFolder model)
    {
        using var apart = UNetSessions.Load(model.UNet, model.Config("unet"), InferenceDevice.Choose(DeviceChoice.Cpu), GuidanceArrangement.ConcurrentCalls, null);
        using var whole = UNetSessions.Load(model.UNet, model.Config("unet"), InferenceDevice.Choose(DeviceChoice.Cpu), GuidanceArrangement.BatchOfTwo, null);
        var contenders = new[] { apart, whole }.SelectMany(sessions => BatchSizes.Select(rows => Batches(sessions, rows))).ToArray();
        foreach (var time in Contest.Run(contenders, Rounds))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Name}: {time.Median / EvaluationsARound:0.00} ms an evaluation"));
        }
    }

    // The buffers live as long as the process.
    private static Contender Batches(UNetSessions sessions, int rows)
    {
        var control = new RunControl();
        var batches = Enumerable.Range(0, sessions.Workers).Select(_ => sessions.OpenBatch(rows, sessions.Model.UsualShape)).ToArray();
        return new($"{batches.Length} batch(es) of {rows} at a time", () => Parallel.ForEach(batches, batch =>
        {
            for (var run = 0; run < EvaluationsARound / rows / batches.Length; run++)
            {
                batch.Run(500, control);
            }
        }));
    }

    private static Task<StableDiffusionPipeline> LoadAsync(string? model, SweepMode sweeps, GuidanceArrangement arrangement)
        => StableDiffusionPipeline.LoadAsync(model ?? ModelLocator.EmbeddedModel, new() { Device = DeviceChoice.Cpu, Sweeps = sweeps, Arrangement = arrangement });

    private static bool Same(SweepResult one, SweepResult other)
        => one.Results.Zip(other.Results).All(pair => pair.First.Latents.SequenceEqual(pair.Second.Latents) && pair.First.Image.ToPng().AsSpan().SequenceEqual(pair.Second.Image.ToPng()));
}
