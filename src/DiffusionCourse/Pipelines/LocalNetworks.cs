using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Pipelines;

/// <summary>The networks of a model's folder, which run on this machine.</summary>
internal sealed class LocalNetworks(ModelFolder folder, InferenceDevice device, PipelineOptions options, NoticeList notices)
    : INetworkSource
{
    public InferenceDevice Device => device;

    public bool HasVaeEncoder => folder.VaeEncoder is not null;

    public int PicturesAtOnce => 1;

    public ServerTraffic? Traffic => null;

    public UNetSessions OpenUNet(Task quiet) => UNetSessions.Load(
        folder.UNet, folder.Config("unet"), device, options.Arrangement, options.Threads, notices: notices, quiet: quiet);

    public Network Open(string component) => Open(FileOf(component), device);

    public T Load<T>(string component, Func<Network, T> make) => LoadFile(FileOf(component), make);

    /// <summary>Makes a model of a graph. Where the GPU has no room left for one more network, that one runs on the CPU.</summary>
    public T LoadFile<T>(string path, Func<Network, T> make)
    {
        try
        {
            return LoadFile(path, device, make);
        }
        catch (ModelException error) when (device.Fallback is not null && DeviceMemoryException.IsMeantBy(error.Message))
        {
            notices.Add($"The GPU has no memory left for '{path}': it runs on the CPU.");
            return LoadFile(path, device.Fallback, make);
        }
    }

    public void Dispose()
    {
        // Each network is its model's.
    }

    private string FileOf(string component) => component switch
    {
        "text_encoder" => folder.TextEncoder,
        "vae_decoder" => folder.VaeDecoder,
        _ => folder.VaeEncoder!,
    };

    private T LoadFile<T>(string path, InferenceDevice place, Func<Network, T> make)
    {
        var graph = Open(path, place);
        try
        {
            return make(graph);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    private OnnxGraph Open(string path, InferenceDevice place) => OnnxGraph.Load(path, place, options.ThreadCount(), notices);
}
