using System.Globalization;
using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>Checks a request before any work is done: each error names the value, the limits and the remedy.</summary>
internal sealed class RequestRules(ModelPrompts prompts, UNetModel unet, int vaeFactor, Func<string, Scheduler> schedulerByName)
{
    private const int LargestSide = 2048;

    /// <summary>Side of the pictures that the model was trained on.</summary>
    public int DefaultHeight => (unet.FixedHeight ?? unet.SampleSize) * vaeFactor;

    /// <summary>Width of the pictures that the model was trained on.</summary>
    public int DefaultWidth => (unet.FixedWidth ?? unet.SampleSize) * vaeFactor;

    private int Multiple => vaeFactor * unet.Downsampling;

    public ResolvedSettings Resolve(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Prompt, nameof(request.Prompt));
        ArgumentNullException.ThrowIfNull(request.NegativePrompt, nameof(request.NegativePrompt));
        double guidance = request.GuidanceScale ?? prompts.DefaultGuidanceScale;
        if (!double.IsFinite(guidance) || guidance is < 0 or > ModelPrompts.LargestGuidanceScale)
        {
            throw new ArgumentException(Invariant($"The guidance scale is {guidance}: it must be a number from 0 to {ModelPrompts.LargestGuidanceScale}. Try {prompts.DefaultGuidanceScale}; up to 1 switches guidance off."));
        }

        if (request.Guidance is not null && request.GuidanceScale is not null)
        {
            throw new ArgumentException(Invariant($"Both a guidance scale ({guidance}) and a guidance rule ({request.Guidance.GetType().Name}) are given. The rule brings its own scale: leave GuidanceScale out."));
        }

        var scheduler = schedulerByName(request.Scheduler);
        int most = scheduler.TrainTimesteps;
        if (request.Steps < 1 || request.Steps > most)
        {
            throw new ArgumentException(Invariant($"The number of steps is {request.Steps}: it must be 1 to {most}, the timesteps that the model was trained with. Try 20."));
        }

        int width = Side(request.Width, DefaultWidth, unet.FixedWidth, "width");
        int height = Side(request.Height, DefaultHeight, unet.FixedHeight, "height");
        var rule = request.Guidance ?? new ClassifierFreeGuidance(guidance);
        return new(request, rule, scheduler, GuidanceSteps.Of(scheduler, request.Steps), width, height, vaeFactor);
    }

    private int Side(int? wanted, int usual, int? fixedLatent, string name)
    {
        int side = wanted ?? usual;
        if (fixedLatent is { } latent && side != latent * vaeFactor)
        {
            throw new ArgumentException(Invariant($"The {name} is {side}: this export of the model is fixed at {latent * vaeFactor} pixels. Leave the {name} out, or export the model with free sizes."));
        }

        if (side < Multiple || side > LargestSide || side % Multiple != 0)
        {
            int near = Math.Clamp((int)Math.Round(side / (double)Multiple) * Multiple, Multiple, LargestSide / Multiple * Multiple);
            throw new ArgumentException(Invariant($"The {name} is {side}: it must be a multiple of {Multiple} ({vaeFactor} pixels a latent, which the UNet halves {BitLength(unet.Downsampling)} times) from {Multiple} to {LargestSide}. The nearest is {near}."));
        }

        return side;
    }

    private static int BitLength(int powerOfTwo) => System.Numerics.BitOperations.Log2((uint)powerOfTwo);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
