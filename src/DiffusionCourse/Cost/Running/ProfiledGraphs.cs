using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cost.Running;

/// <summary>Which graphs of a model are run, and on what sizes.</summary>
internal sealed record ProfiledGraphs(int Width, int Height, IReadOnlyList<(string Name, string Path, NetworkSizes Sizes)> Graphs)
{
    // What diffusers takes where nothing is stated: Stable Diffusion v1's values.
    private const int UsualLatents = 64, UsualLevels = 4, UsualChannels = 4, UsualTextWidth = 768;

    public static ProfiledGraphs For(ModelFolder folder, int? width, int? height)
    {
        var unet = folder.Config("unet");
        var factor = 1 << ((folder.Config("vae_decoder")?.Count("block_out_channels") ?? UsualLevels) - 1);
        var downsampling = 1 << ((unet?.Count("block_out_channels") ?? UsualLevels) - 1);
        var usual = (unet?.Side("sample_size") ?? UsualLatents) * factor;
        int columns = Side(width, "width"), rows = Side(height, "height");
        var latents = new NetworkSizes
        {
            Channels = unet?.Number("in_channels") ?? UsualChannels,
            Width = columns / factor,
            Height = rows / factor,
            Tokens = ModelFolder.ContextLengthOf(folder.FullPath),
            TextWidth = unet?.Number("cross_attention_dim") ?? folder.Config("text_encoder")?.Number("hidden_size") ?? UsualTextWidth,
        };
        var picture = latents with { Channels = 3, Width = columns, Height = rows };
        (string, string, NetworkSizes)[] wanted =
        [
            ("text encoder", folder.TextEncoder, latents),
            ("text encoder 2", Path.Combine(folder.FullPath, "text_encoder_2", "model.onnx"), latents),
            ("UNet", folder.UNet, latents),
            ("VAE decoder", folder.VaeDecoder, latents),
            ("VAE encoder", Path.Combine(folder.FullPath, "vae_encoder", "model.onnx"), picture),
        ];
        return new(columns, rows, [.. wanted.Where(graph => File.Exists(graph.Item2))]);

        int Side(int? side, string name)
        {
            RequestRules.RequireSide(side ?? usual, name, factor, downsampling);
            return side ?? usual;
        }
    }
}
