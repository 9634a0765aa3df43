using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>Checks a request before any work is done: each error names the value, the limits and the remedy.</summary>
internal sealed class RequestRules(PipelineParts parts, Func<string, Scheduler> schedulerByName)
{
    private readonly ModelPrompts _prompts = parts.Folder.Prompts;
    private readonly UNetModel _unet = parts.UNet.Model;
    private readonly VaeDecoderModel _vae = parts.Vae;

    // A picture is encoded once a size, however many are drawn from it, and as long as somebody holds it.
    private readonly ConditionalWeakTable<RgbImage, ConcurrentDictionary<(int Width, int Height), StartPicture>> _starts = new();

    /// <summary>Height of the pictures that the model was trained on.</summary>
    public int DefaultHeight => (FixedHeight ?? _unet.SampleSize) * _vae.Factor;

    /// <summary>Width of the pictures that the model was trained on.</summary>
    public int DefaultWidth => (FixedWidth ?? _unet.SampleSize) * _vae.Factor;

    private int? FixedHeight => _unet.FixedHeight ?? _vae.FixedHeight;

    private int? FixedWidth => _unet.FixedWidth ?? _vae.FixedWidth;

    public ResolvedSettings Resolve(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Prompt, nameof(request.Prompt));
        ArgumentNullException.ThrowIfNull(request.NegativePrompt, nameof(request.NegativePrompt));
        var plan = RunPlan.For(request, _prompts.DefaultGuidanceScale, schedulerByName, _unet.EmbedsGuidance);
        int width = Side(request.Width, DefaultWidth, FixedWidth, "width");
        int height = Side(request.Height, DefaultHeight, FixedHeight, "height");
        StartRules.RequireLatents(request.ImageLatents, nameof(request.ImageLatents), _unet.Channels, height / _vae.Factor, width / _vae.Factor);
        StartRules.RequireLatents(request.InitialNoise, nameof(request.InitialNoise), _unet.Channels, height / _vae.Factor, width / _vae.Factor);
        StartRules.RequireEmbeddings(request, _unet, parts.Tokenizer.ContextLength, plan.IsGuided);
        return new(request, plan, width, height, _vae.Factor) { Start = Start(request, width, height) };
    }

    private StartPicture? Start(GenerationRequest request, int width, int height)
    {
        if (request.ImageLatents is { } latents)
        {
            return new(_ => [.. latents]);
        }

        if (request.Image is not { } image)
        {
            return null;
        }

        parts.RefuseMissingEncoder();
        return _starts.GetValue(image, _ => new()).GetOrAdd((width, height), size => new(cancellation => parts.Encoder.EncodePicture(image.Fit(size.Width, size.Height), cancellation)));
    }

    private int Side(int? wanted, int usual, int? fixedLatent, string name)
    {
        int side = wanted ?? usual;
        if (fixedLatent is { } latent && side != latent * _vae.Factor)
        {
            throw new ArgumentException(Invariant($"The {name} is {side}: this export of the model is fixed at {latent * _vae.Factor} pixels. Leave the {name} out, or export the model with free sizes."));
        }

        RequestLimits.RequireSide(side, name, _vae.Factor, _unet.Downsampling);
        return side;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
