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
    private const int Rounds = 40;

    public static async Task<int> RunAsync(string? model)
    {
        var folder = ModelFolder.Open(model ?? ModelLocator.EmbeddedModel);
        using var pipeline = await StableDiffusionPipeline.LoadAsync(folder.FullPath, new() { Device = DeviceChoice.Cpu });
        var request = new GenerationRequest("a red apple, flat style, blue background") { Steps = Steps, GuidanceScale = 3 };
        BareCalls[] floors = [BareCalls.Open(folder, GuidanceArrangement.BatchOfTwo), BareCalls.Open(folder, GuidanceArrangement.ConcurrentCalls)];
        var times = Contest.Run(
            [
                .. floors.Select(floor => new Contender($"bare calls, {floor.Name}", () => floor.Picture(Steps))),
                new($"pipeline, {pipeline.Arrangement}", () => pipeline.GenerateAsync(request).GetAwaiter().GetResult()),
                new($"bare calls, {floors[1].Name}, again", () => floors[1].Picture(Steps)),
            ],
            Rounds);
        var fastest = times.Take(floors.Length).MinBy(time => time.Median)!;
        foreach (var time in times)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Name}: median {time.Median:0.0} ms, min {time.Minimum:0.0} ms, {time.RatioTo(fastest):0.000} times the fastest bare calls"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes allocated a denoising step: {Allocations.PerStep(pipeline, request):0.##}"));
        var left = Allocations.PerPicture(pipeline, request);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes left by GenerateAsync: {left.Picture:0} a picture of 10 steps, {left.Step:0} more a step"));
        foreach (var floor in floors)
        {
            floor.Dispose();
        }

        return 0;
    }
}
