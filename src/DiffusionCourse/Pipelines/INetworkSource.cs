using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>Where a pipeline's networks come from: the model's folder, or servers.</summary>
internal interface INetworkSource : IDisposable
{
    /// <summary>Where they run, and why.</summary>
    InferenceDevice Device { get; }

    /// <summary>Whether pictures can be encoded.</summary>
    bool HasVaeEncoder { get; }

    /// <summary>Pictures of a sweep that are drawn at the same time, each by itself; 1 here, where they would share the cores.</summary>
    int PicturesAtOnce { get; }

    /// <summary>What moved over the network so far; null where nothing does.</summary>
    ServerTraffic? Traffic { get; }

    /// <summary>The UNet, in the arrangement that suits where it runs.</summary>
    /// <param name="quiet">Ends when whatever else is loaded at the same time is there.</param>
    UNetSessions OpenUNet(Task quiet);

    /// <summary>Another network, by its component's folder.</summary>
    Network Open(string component);

    /// <summary>Makes a model of a network that is loaded later than the others.</summary>
    T Load<T>(string component, Func<Network, T> make);
}
