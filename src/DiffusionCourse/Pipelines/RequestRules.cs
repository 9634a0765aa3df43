using System.Globalization;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>Checks a request before any work is done: each error names the value, the limits and the remedy.</summary>
internal sealed class RequestRules(ModelPrompts prompts, UNetModel unet, int vaeFactor, Func<string, Scheduler> schedulerByName)
{
    /// <summary>Side of the pictures that the model was trained on.</summary>
    public int DefaultHeight => (unet.FixedHeight ?? unet.SampleSize) * vaeFactor;

    /// <summary>Width of the pictures that the model was trained on.</summary>
    public int DefaultWidth => (unet.FixedWidth ?? unet.SampleSize) * vaeFactor;

    public ResolvedSettings Resolve(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Prompt, nameof(request.Prompt));
        ArgumentNullException.ThrowIfNull(request.NegativePrompt, nameof(request.NegativePrompt));
        var rule = RequestLimits.Guidance(request, prompts.DefaultGuidanceScale);
        var scheduler = schedulerByName(request.Scheduler);
        RequestLimits.RequireSteps(request.Steps, scheduler);
        int width = Side(request.Width, DefaultWidth, unet.FixedWidth, "width");
        int height = Side(request.Height, DefaultHeight, unet.FixedHeight, "height");
        return new(request, rule, scheduler, GuidanceSteps.Of(scheduler, request.Steps), width, height, vaeFactor);
    }

    private int Side(int? wanted, int usual, int? fixedLatent, string name)
    {
        int side = wanted ?? usual;
        if (fixedLatent is { } latent && side != latent * vaeFactor)
        {
            throw new ArgumentException(Invariant($"The {name} is {side}: this export of the model is fixed at {latent * vaeFactor} pixels. Leave the {name} out, or export the model with free sizes."));
        }

        RequestLimits.RequireSide(side, name, vaeFactor, unet.Downsampling);
        return side;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
