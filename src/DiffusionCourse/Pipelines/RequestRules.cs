using System.Globalization;
using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>Checks a request before any work is done: each error names the value, the limits and the remedy.</summary>
internal sealed class RequestRules(ModelPrompts prompts, UNetModel unet, VaeDecoderModel vae, Func<string, Scheduler> schedulerByName)
{
    private static readonly ClassifierFreeGuidance Unguided = new(1);

    /// <summary>Height of the pictures that the model was trained on.</summary>
    public int DefaultHeight => (FixedHeight ?? unet.SampleSize) * vae.Factor;

    /// <summary>Width of the pictures that the model was trained on.</summary>
    public int DefaultWidth => (FixedWidth ?? unet.SampleSize) * vae.Factor;

    private int? FixedHeight => unet.FixedHeight ?? vae.FixedHeight;

    private int? FixedWidth => unet.FixedWidth ?? vae.FixedWidth;

    public ResolvedSettings Resolve(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Prompt, nameof(request.Prompt));
        ArgumentNullException.ThrowIfNull(request.NegativePrompt, nameof(request.NegativePrompt));
        var rule = RequestLimits.Guidance(request, prompts.DefaultGuidanceScale);
        var scheduler = schedulerByName(request.Scheduler);
        RequestLimits.RequireSteps(request.Steps, scheduler);
        int width = Side(request.Width, DefaultWidth, FixedWidth, "width");
        int height = Side(request.Height, DefaultHeight, FixedHeight, "height");
        var steps = GuidanceSteps.Of(scheduler, request.Steps);
        return new(request, unet.EmbedsGuidance ? Unguided : rule, scheduler, steps, width, height, vae.Factor)
        {
            EmbeddedGuidanceScale = unet.EmbedsGuidance ? EmbeddedScale(request, rule) : null,
        };
    }

    // A model that is told the guidance scale does the guiding itself, in one evaluation.
    private static double EmbeddedScale(GenerationRequest request, GuidanceRule rule) => rule is ClassifierFreeGuidance guidance && request.Guidance is null ? guidance.Scale
        : throw new ArgumentException($"This model is told the guidance scale and guides by itself, so that a guidance rule ({rule.GetType().Name}) has nothing to combine. Give GuidanceScale instead.");

    private int Side(int? wanted, int usual, int? fixedLatent, string name)
    {
        int side = wanted ?? usual;
        if (fixedLatent is { } latent && side != latent * vae.Factor)
        {
            throw new ArgumentException(Invariant($"The {name} is {side}: this export of the model is fixed at {latent * vae.Factor} pixels. Leave the {name} out, or export the model with free sizes."));
        }

        RequestLimits.RequireSide(side, name, vae.Factor, unet.Downsampling);
        return side;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
