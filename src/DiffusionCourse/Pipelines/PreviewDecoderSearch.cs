using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Pipelines;

/// <summary>Finds a small decoder for previews (TAESD): named, in the model's folder, in a folder beside it, or pulled.</summary>
internal static class PreviewDecoderSearch
{
    private const string Taesd = "taesd";

    // TAESD was taught the latents of Stable Diffusion 1 and 2, which have these.
    private const int TaesdChannels = 4;

    /// <summary>The graph of a decoder that the options name.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public static string Named(string stated) => File.Exists(stated) ? Path.GetFullPath(stated)
        : ModelFolder.GraphIn(stated) ?? GraphOf(ModelLocator.FindPulled(stated))
        ?? throw new ModelException(
            $"There is no preview decoder '{stated}': name a decoder's ONNX graph, a folder with one graph, or a model that was pulled, "
                + $"such as {Taesd}. Leave PreviewDecoder out to preview with the VAE.");

    /// <summary>
    /// The graph of a TAESD that was not put into the model's folder but decodes the model's latents; null where there is none.
    /// </summary>
    /// <param name="folder">The model's folder: its neighbour is looked at.</param>
    /// <param name="vae">The model's own decoder, by which the latents are known.</param>
    /// <param name="cacheFolder">The cache of what was pulled.</param>
    public static string? Nearby(ModelFolder folder, VaeDecoderModel vae, string cacheFolder)
    {
        var fits = vae.Channels == TaesdChannels && vae.ScalingFactor == VaeDecoderModel.StableDiffusionScalingFactor
            && vae.ShiftFactor == 0;
        return !fits ? null : GraphOf(Path.Combine(folder.FullPath, "..", Taesd)) ?? GraphOf(Pulled(cacheFolder));
    }

    private static string? Pulled(string cacheFolder)
    {
        try
        {
            return ModelSource.TryParse(Taesd) is { } source ? new CachedModels(cacheFolder).Find(source) : null;
        }
        catch (Exception error) when (error is ModelException or IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be read is no reason not to draw.
            return null;
        }
    }

    private static string? GraphOf(string? folder)
        => folder is null ? null : ModelFolder.GraphIn(Path.Combine(folder, "vae_decoder")) ?? ModelFolder.GraphIn(folder);
}
