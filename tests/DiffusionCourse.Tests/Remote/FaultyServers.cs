using DiffusionCourse.Pipelines;
using DiffusionCourse.ReferenceServer;
using DiffusionCourse.Remote;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Remote;

/// <summary>A small random model, here and on servers that are made to fail.</summary>
internal sealed class FaultyServers : IAsyncDisposable
{
    public static readonly GenerationRequest Request = new("a red apple") { Steps = 6, GuidanceScale = 3, Scheduler = "euler-a" };
    private readonly List<InferenceServer> _servers = [];

    public ExportedModel Model { get; } = new(new());

    public IReadOnlyList<InferenceServer> Servers => _servers;

    public InferenceServer First => _servers[0];

    public InferenceServer Second => _servers[1];

    public static async Task<FaultyServers> StartAsync(int count, Func<ReferenceServerOptions, ReferenceServerOptions>? change = null)
    {
        var all = new FaultyServers();
        for (var i = 0; i < count; i++)
        {
            var options = new ReferenceServerOptions { Model = all.Model.Folder, Prefix = "" };
            all._servers.Add(await InferenceServer.StartAsync(change?.Invoke(options) ?? options));
        }

        return all;
    }

    public async Task<GenerationResult> ExpectedAsync(GenerationRequest? request = null)
    {
        using var pipeline = await Model.LoadAsync();
        return await pipeline.GenerateAsync(request ?? Request);
    }

    /// <summary>The model on all servers.</summary>
    /// <param name="way">binary, json or grpc.</param>
    /// <param name="change">Changes how they are spoken to.</param>
    public Task<StableDiffusionPipeline> LoadAsync(string way, Func<IReadOnlyList<ServerAddress>, ServerSettings>? change = null)
        => StableDiffusionPipeline.LoadAsync(
            $"{string.Join(",", _servers.Select(server => ServedModel.Address(server, way)))} {Model.Folder}",
            new() { ServerSettingsOverride = change ?? (addresses => new() { Addresses = addresses, RetryDelay = TimeSpan.FromMilliseconds(1) }) });

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Model.Dispose();
    }
}
