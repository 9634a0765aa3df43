using System.Diagnostics;
using System.Globalization;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Speed;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// Time of guided steps and decoding through the pipeline over the bare ONNX Runtime calls in their fastest arrangement,
/// by turns in one process; and the bytes that a denoising step allocates.
/// </summary>
internal static class PipelineOverhead
{
    private const int Steps = 20;
    private const int Rounds = 25;

    public static async Task<int> RunAsync(string? model)
    {
        var folder = ModelFolder.Open(model ?? ModelLocator.EmbeddedModel);
        var floors = Floors(folder);
        using var pipeline = await StableDiffusionPipeline.LoadAsync(folder.FullPath, new() { Device = "cpu" });
        var request = new GenerationRequest("a red apple, flat style, blue background") { Steps = Steps, GuidanceScale = 3 };
        await pipeline.GenerateAsync(request);
        var times = floors.ToDictionary(floor => floor.Name, _ => new List<double>());
        var own = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (var floor in floors)
            {
                times[floor.Name].Add(Milliseconds(() => floor.Picture(Steps)));
            }

            long start = Stopwatch.GetTimestamp();
            await pipeline.GenerateAsync(request);
            own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Report(times, own, pipeline.Arrangement.ToString());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes allocated a denoising step: {AllocatedPerStep(pipeline, request):0.##}"));
        foreach (var floor in floors)
        {
            floor.Dispose();
        }

        return 0;
    }

    private static BareCalls[] Floors(ModelFolder folder)
    {
        return [.. new[] { GuidanceArrangement.BatchOfTwo, GuidanceArrangement.ConcurrentCalls }.Select(a => new BareCalls(a.ToString(), Open(folder.UNet, ArrangementChoice.Threads(a, Environment.ProcessorCount)), Open(folder.VaeDecoder, Environment.ProcessorCount), a))];

        static Microsoft.ML.OnnxRuntime.InferenceSession Open(string path, int threads) => OptimisedGraphs.OfUser.Open(path, new InferenceDevice("cpu", ""), threads);
    }

    private static void Report(Dictionary<string, List<double>> floors, List<double> own, string arrangement)
    {
        foreach (var (name, times) in floors)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare calls, {name}: median {Median(times):0.0} ms, min {times.Min():0.0} ms"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pipeline, {arrangement}: median {Median(own):0.0} ms, min {own.Min():0.0} ms"));
        var fastest = floors.MinBy(floor => Median(floor.Value)).Value;
        var ratios = own.Zip(fastest, (mine, bare) => mine / bare).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"ratio to the fastest bare arrangement: median of pairs {Median(ratios):0.000}, of medians {Median(own) / Median(fastest):0.000}, of minima {own.Min() / fastest.Min():0.000}"));
    }

    private static double AllocatedPerStep(StableDiffusionPipeline pipeline, GenerationRequest request)
    {
        using var loop = pipeline.StartLoop(request with { Steps = 60 });
        for (int warm = 0; warm < 10; warm++)
        {
            loop.MoveNext();
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        int steps = 0;
        while (loop.MoveNext())
        {
            steps++;
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)steps;
    }

    private static double Milliseconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
