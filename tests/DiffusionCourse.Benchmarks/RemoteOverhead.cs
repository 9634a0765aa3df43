using System.Globalization;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Speed;

namespace DiffusionCourse.Benchmarks;

/// <summary>
/// A guided picture and its steps on this machine, beside the same over each way to a server in a process of its own on this machine, by
/// turns and in both arrangements of the two evaluations; and what moved, as the pipeline counts it and as TCP carried it.
/// </summary>
internal static class RemoteOverhead
{
    private const int Steps = 20;
    private const int Rounds = 20;
    private static readonly GenerationRequest Request = new("a red apple, flat style, blue background") { Steps = Steps, GuidanceScale = 3 };

    public static async Task<int> RunAsync(string? model)
    {
        var folder = ModelFolder.Open(model ?? ModelLocator.EmbeddedModel).FullPath;
        await CompareAsync(folder, GuidanceArrangement.BatchOfTwo, Environment.ProcessorCount);
        await CompareAsync(folder, GuidanceArrangement.ConcurrentCalls, Math.Max(1, Environment.ProcessorCount / 2));
        return 0;
    }

    private static async Task CompareAsync(string folder, GuidanceArrangement arrangement, int threads)
    {
        using var server = ServerProcess.Start(folder, threads);
        (string Name, string? Address)[] ways =
            [("local", null), ("gRPC", server.Grpc), ("REST, binary", server.Rest), ("REST, JSON", $"{server.Rest}?binary=false"), ("local, again", null)];
        var contenders = new List<Contender>();
        var steps = ways.Select(_ => new List<double>()).ToArray();
        var pipelines = new List<StableDiffusionPipeline>();
        foreach (var (place, (name, address)) in ways.Index())
        {
            var pipeline = await LoadAsync(folder, address, arrangement);
            pipelines.Add(pipeline);
            contenders.Add(new(name, () =>
            {
                var timings = pipeline.GenerateAsync(Request).GetAwaiter().GetResult().Timings;
                steps[place].Add((timings.UNet + timings.Scheduler).TotalMilliseconds / Steps);
            }));
        }

        Console.WriteLine($"{arrangement}, a server with {threads} thread(s) a call:");
        var pictures = Contest.Run(contenders, Rounds);
        var times = ways.Zip(steps, (way, own) => new Timing(way.Name, [.. own.Skip(1)])).ToArray();
        foreach (var (step, picture) in times.Zip(pictures))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step.Name}: a step {step.Median:0.00} ms (min {step.Minimum:0.00}), {step.RatioTo(times[0]):0.00} times local; a picture {picture.Median:0.0} ms (min {picture.Minimum:0.0}), {picture.RatioTo(pictures[0]):0.00} times local"));
        }

        pipelines.ForEach(pipeline => pipeline.Dispose());
        foreach (var (name, address) in ways.Where(way => way.Address is not null))
        {
            await CountAsync(folder, name, address!, arrangement);
        }
    }

    private static async Task CountAsync(string folder, string name, string address, GuidanceArrangement arrangement)
    {
        var there = new Uri(address);
        using var relay = new CountingRelay(there.Port);
        using var pipeline = await LoadAsync(folder, new UriBuilder(there) { Port = relay.Port }.Uri.ToString(), arrangement);
        await pipeline.GenerateAsync(Request);
        var (counted, carried) = (pipeline.Traffic!, relay.Bytes);
        await pipeline.GenerateAsync(Request with { Prompt = "a frog, flat style, blue background" });
        var (sent, received) = (pipeline.Traffic!.BytesSent - counted.BytesSent, pipeline.Traffic.BytesReceived - counted.BytesReceived);
        var (up, down) = (relay.Bytes.Up - carried.Up, relay.Bytes.Down - carried.Down);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: a picture in {pipeline.Traffic.Calls - counted.Calls} calls, counted {sent} bytes up and {received} down, TCP carried {up} ({(double)up / sent:0.000} times) and {down} ({(double)down / received:0.000} times)"));
    }

    private static Task<StableDiffusionPipeline> LoadAsync(string folder, string? address, GuidanceArrangement arrangement)
        => StableDiffusionPipeline.LoadAsync(
            address is null ? folder : $"{address} {folder}", new() { Device = address is null ? DeviceChoice.Cpu : DeviceChoice.Auto, Arrangement = arrangement });
}
