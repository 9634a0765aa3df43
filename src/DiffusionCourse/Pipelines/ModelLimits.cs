using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Pipelines;

/// <summary>What a model that is loaded takes, as far as a request depends on it.</summary>
internal sealed class ModelLimits(
    ModelFolder folder, ClipTokenizer tokenizer, UNetModel unet, VaeDecoderModel vae, bool hasVaeEncoder)
{
    public string Name => folder.Name;

    public bool HasVaeEncoder => hasVaeEncoder;

    /// <summary>The guidance scale that suits the model.</summary>
    public double UsualGuidanceScale => folder.Prompts.DefaultGuidanceScale;

    /// <summary>Whether the model is told the guidance scale, and guides by itself in one evaluation.</summary>
    public bool EmbedsGuidance => unet.EmbedsGuidance;

    /// <summary>Channels of the latents.</summary>
    public int Channels => unet.Channels;

    /// <summary>Pixels a latent along each side.</summary>
    public int VaeFactor => vae.Factor;

    /// <summary>What the sides of the latents must be a multiple of.</summary>
    public int Downsampling => unet.Downsampling;

    /// <summary>Height of the pictures that the model was trained on.</summary>
    public int DefaultHeight => FixedHeight ?? (unet.SampleSize * vae.Factor);

    /// <summary>Width of the pictures that the model was trained on.</summary>
    public int DefaultWidth => FixedWidth ?? (unet.SampleSize * vae.Factor);

    /// <summary>The only height that this export takes, in pixels, or null.</summary>
    public int? FixedHeight => (unet.FixedHeight ?? vae.FixedHeight) * vae.Factor;

    /// <summary>The only width that this export takes, in pixels, or null.</summary>
    public int? FixedWidth => (unet.FixedWidth ?? vae.FixedWidth) * vae.Factor;

    /// <summary>Tokens of a prompt's embedding.</summary>
    public int Context => tokenizer.ContextLength;

    /// <summary>The only number of tokens that this export takes, or null.</summary>
    public int? FixedContext => unet.Text.Fixed(1);

    /// <summary>Values a token that the UNet takes, where it is known.</summary>
    public int? TextWidth => unet.Width;
}
