using System.Collections.Concurrent;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.ReferenceServer;

namespace DiffusionCourse.Tests.Remote;

/// <summary>The embedded model here and on one server, started once for the tests that leave the server as it is.</summary>
public sealed class ServedModel : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<StableDiffusionPipeline>>> _remote = new();

    /// <summary>The ways to a server.</summary>
    public static TheoryData<string> Ways => ["binary", "json", "grpc"];

    public InferenceServer Server { get; private set; } = null!;

    public StableDiffusionPipeline Local { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await InferenceServer.StartAsync(Options());
        Local = await StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cpu, Arrangement = GuidanceArrangement.BatchOfTwo });
    }

    public async Task DisposeAsync()
    {
        foreach (var pipeline in _remote.Values)
        {
            (await pipeline.Value).Dispose();
        }

        Local.Dispose();
        await Server.DisposeAsync();
    }

    public static ReferenceServerOptions Options() => new() { Model = ModelLocator.Find("emoji-128") };

    /// <summary>The address for a way to a server.</summary>
    public static string Address(InferenceServer server, string way) => way switch
    {
        "grpc" => server.Grpc,
        "json" => $"{server.RestAddress}?binary=false",
        _ => server.RestAddress,
    };

    /// <summary>The address for a way to ports of this machine.</summary>
    public static string Address((int Http, int Grpc) ports, string way) => way switch
    {
        "grpc" => $"grpc://127.0.0.1:{ports.Grpc}",
        "json" => $"http://127.0.0.1:{ports.Http}/v2?binary=false",
        _ => $"http://127.0.0.1:{ports.Http}/v2",
    };

    /// <summary>The embedded model over a way to the server.</summary>
    public Task<StableDiffusionPipeline> OverAsync(string way)
        => _remote.GetOrAdd(way, name => new(() => StableDiffusionPipeline.LoadAsync($"{Address(Server, name)} emoji-128"))).Value;
}
