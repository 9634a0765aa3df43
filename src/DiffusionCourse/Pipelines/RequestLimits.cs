using System.Globalization;
using System.Numerics;
using DiffusionCourse.Guidance;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// What may be asked of any model. Drawing and counting both check here; each error names the value, the limits and the remedy.
/// </summary>
internal static class RequestLimits
{
    /// <summary>The longest side of a picture, in pixels.</summary>
    public const int LargestSide = 2048;

    /// <summary>The rule that a request states, or guidance of constant strength with its scale.</summary>
    /// <param name="request">The request.</param>
    /// <param name="usual">The guidance scale where the request states none.</param>
    public static GuidanceRule Guidance(GenerationRequest request, double usual)
    {
        double scale = request.GuidanceScale ?? usual;
        if (!double.IsFinite(scale) || scale is < 0 or > ModelPrompts.LargestGuidanceScale)
        {
            throw new ArgumentException(Invariant($"The guidance scale is {scale}: it must be a number from 0 to {ModelPrompts.LargestGuidanceScale}. Try {usual}; up to 1 switches guidance off."));
        }

        return (request.Guidance, request.GuidanceScale) switch
        {
            ({ } rule, null) => rule,
            (null, _) => new ClassifierFreeGuidance(scale),
            ({ } rule, _) => throw new ArgumentException(Invariant($"Both a guidance scale ({scale}) and a guidance rule ({rule.GetType().Name}) are given. The rule brings its own scale: leave GuidanceScale out.")),
        };
    }

    /// <summary>Refuses step counts that the scheduler's training timesteps do not hold.</summary>
    public static void RequireSteps(int steps, Scheduler scheduler)
    {
        int most = scheduler.TrainTimesteps;
        if (steps < 1 || steps > most)
        {
            throw new ArgumentException(Invariant($"The number of steps is {steps}: it must be 1 to {most}, the timesteps that the model was trained with. Try 20."));
        }
    }

    /// <summary>Refuses sides that the networks cannot halve evenly, or that are too long.</summary>
    /// <param name="side">The side in pixels.</param>
    /// <param name="name">width or height.</param>
    /// <param name="vaeFactor">Pixels a latent.</param>
    /// <param name="downsampling">What the sides of the latents must be a multiple of.</param>
    public static void RequireSide(int side, string name, int vaeFactor, int downsampling)
    {
        int multiple = vaeFactor * downsampling;
        if (side >= multiple && side <= LargestSide && side % multiple == 0)
        {
            return;
        }

        int near = (int)Math.Clamp(Math.Round(side / (double)multiple) * multiple, multiple, LargestSide / multiple * multiple);
        throw new ArgumentException(Invariant($"The {name} is {side}: it must be a multiple of {multiple} ({vaeFactor} pixels a latent, which the UNet halves {BitOperations.Log2((uint)downsampling)} times) from {multiple} to {LargestSide}. The nearest is {near}."));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
