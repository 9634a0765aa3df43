using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Remote;

namespace DiffusionCourse.Pipelines;

/// <summary>A model's networks on servers; tokenizer, scheduler and settings are those of its folder here.</summary>
internal sealed class ServerNetworks : INetworkSource
{
    // While a server computes one picture's step, the other's moves over the network.
    private const int PicturesAServer = 2;
    private readonly ServerModel _server;
    private readonly ModelFolder _folder;
    private readonly PipelineOptions _options;
    private readonly CancellationToken _loading;

    private ServerNetworks(ServerModel server, ModelFolder folder, PipelineOptions options, CancellationToken loading)
    {
        _server = server;
        _folder = folder;
        _options = options;
        _loading = loading;
        Device = new(IsCuda: false, $"The networks run on {server.Description}.") { Server = server.Address };
    }

    public InferenceDevice Device { get; }

    public bool HasVaeEncoder => _server.HasVaeEncoder;

    public int PicturesAtOnce => PicturesAServer * _server.Count;

    public ServerTraffic? Traffic => _server.Traffic;

    /// <summary>Meets the servers.</summary>
    /// <exception cref="ModelException">No server answers, one refuses, or they hold different networks.</exception>
    public static async Task<ServerNetworks> OpenAsync(
        IReadOnlyList<ServerAddress> addresses, ModelFolder folder, PipelineOptions options, NoticeList notices,
        CancellationToken cancellation)
    {
        if (options.Device != DeviceChoice.Auto)
        {
            notices.Add($"The device {options.Device.ToString().ToLowerInvariant()} has no effect: the networks run on a server.");
        }

        var settings = (options.ServerSettingsOverride ?? ServerSettings.FromEnvironment)(addresses);
        var server = await ServerModel.OpenAsync(settings, folder.Name, notices, cancellation);
        return new(server, folder, options, cancellation);
    }

    public UNetSessions OpenUNet(Task quiet)
    {
        var (network, config) = (_server.Open("unet"), _folder.Config("unet"));
        var model = new UNetModel(network, config);
        var arrangement = UNetProbe.Arrangement(network, model, _options.Arrangement, _loading);
        UNetProbe.RefuseOtherWeights(_server, network, model, _loading);
        return UNetSessions.Over(network, config, arrangement);
    }

    public Network Open(string component) => _server.Open(component);

    public T Load<T>(string component, Func<Network, T> make) => make(Open(component));

    public void Dispose() => _server.Dispose();
}
