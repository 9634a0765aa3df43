using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Cost;

/// <summary>
/// How the networks of a text-to-image model are built, as far as counting needs it. No weights are loaded:
/// <c>ModelArchitecture.Open("sd15").CostOf(new("a cat") { Steps = 20 })</c>.
/// </summary>
public sealed partial record ModelArchitecture
{
    /// <summary>The name that it was opened by, such as "sd15" or "emoji-128".</summary>
    public required string Name { get; init; }

    /// <summary>The denoiser where it is a UNet; null where it is a <see cref="Transformer"/>.</summary>
    public UNetArchitecture? UNet { get; init; }

    /// <summary>
    /// The denoiser where it is a multimodal transformer (Stable Diffusion 3, FLUX.1); null where it is a <see cref="UNet"/>.
    /// </summary>
    public JointTransformerArchitecture? Transformer { get; init; }

    /// <summary>The CLIP text encoders: one, in SDXL and Stable Diffusion 3 two.</summary>
    public required IReadOnlyList<TextEncoderArchitecture> TextEncoders { get; init; }

    /// <summary>The T5 text encoder; null where the model has none.</summary>
    public T5EncoderArchitecture? T5Encoder { get; init; }

    /// <summary>The VAE whose decoder makes pictures.</summary>
    public required VaeArchitecture VaeDecoder { get; init; }

    /// <summary>The VAE whose encoder takes pictures; null where the model has none.</summary>
    public VaeArchitecture? VaeEncoder { get; init; }

    /// <summary>The schedule and scheduler settings that the model was published with. Default: Stable Diffusion 1.5's.</summary>
    public SchedulerConfig SchedulerConfig { get; init; } = SchedulerConfig.StableDiffusion15;

    /// <summary>The guidance scale that suits the model. Default 7.5.</summary>
    public double DefaultGuidanceScale { get; init; } = 7.5;

    /// <summary>The number of steps that suits the model. Default 20.</summary>
    public int DefaultSteps { get; init; } = 20;

    /// <summary>The scheduler that suits the model. Default dpm++2m.</summary>
    public string DefaultScheduler { get; init; } = "dpm++2m";

    /// <summary>Side in pixels of the pictures that the model was trained on.</summary>
    public int DefaultSize => (Transformer?.SampleSize ?? UNet!.SampleSize) * VaeDecoder.Factor;

    /// <summary>Counts one call of each network, for one sample.</summary>
    /// <param name="width">Width in pixels, a multiple of what the VAE and the UNet halve, up to 2048; default: the model's own.</param>
    /// <param name="height">Height in pixels, likewise.</param>
    /// <exception cref="ArgumentException">A size is out of its limits, or the description contradicts itself.</exception>
    public ModelCost Count(int? width = null, int? height = null)
    {
        int columns = Side(width, "width"), rows = Side(height, "height"), factor = VaeDecoder.Factor;
        var texts = TextEncoders.Select(encoder => encoder.Count()).Concat(T5Encoder is { } t5 ? [t5.Count()] : []).ToArray();
        return new ModelCost(
            Name, columns, rows,
            texts.Length == 1 ? texts[0] : new NetworkCost("text encoders", [.. texts.SelectMany(text => text.Operations)]),
            Transformer?.Count(columns / factor, rows / factor)
                ?? UNet!.Count(columns / factor, rows / factor, TextEncoders[0].MaxPositionEmbeddings),
            VaeDecoder.CountDecoder(columns / factor, rows / factor),
            VaeEncoder?.CountEncoder(columns, rows));
    }

    /// <summary>
    /// Counts a whole generation: the text encoder once, and once more where guidance is active; the UNet at every scheduler call,
    /// twice where guidance is active; the VAE decoder once; the VAE encoder where a picture is started from.
    /// </summary>
    /// <param name="request">What would be drawn. What prompts and pictures show and the seed do not matter.</param>
    /// <exception cref="ArgumentException">A value of the request is out of its limits; the message names them.</exception>
    public GenerationCost CostOf(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return VaeEncoder is not null || request.Image is null ? new GenerationCost(
            Count(request.Width, request.Height), request, PlanFor(request))
            : throw new ArgumentException(
                $"{Name} has no vae_encoder to encode the picture to start from. Give ImageLatents in its place.");
    }

    private NetworkCalls PlanFor(GenerationRequest request)
        => NetworkCalls.For(
            request, SchedulerConfig, DefaultGuidanceScale,
            embedsGuidance: Transformer?.GuidanceEmbeds ?? UNet?.TimeCondProjDim is not null);

    private int Side(int? wanted, string name)
    {
        Check();
        var side = wanted ?? DefaultSize;
        RequestRules.RequireSide(side, name, VaeDecoder.Factor, Transformer?.Downsampling ?? UNet!.Downsampling);
        return side;
    }

    private void Check()
    {
        if (UNet is null == Transformer is null)
        {
            throw new ArgumentException($"{Name} must have one denoiser: set either {nameof(UNet)} or {nameof(Transformer)}.");
        }

        UNet?.Check();
        Transformer?.Check();
        T5Encoder?.Check();
        VaeDecoder.Check();
        VaeEncoder?.Check();
        var width = TextEncoders.Sum(encoder => encoder.HiddenSize);
        if (UNet is { } unet && width != unet.CrossAttentionDim)
        {
            throw new ArgumentException(
                Invariant(
                    $"The text encoders give {width} numbers a token and the UNet takes {
                        unet.CrossAttentionDim} (cross_attention_dim): they do not belong together."));
        }

        if (VaeEncoder is { } encoder && encoder.Factor != VaeDecoder.Factor)
        {
            throw new ArgumentException(
                Invariant(
                    $"The VAE encoder makes one latent of {encoder.Factor} pixels along each side and the decoder {
                        VaeDecoder.Factor}: they do not belong together."));
        }
    }
}
