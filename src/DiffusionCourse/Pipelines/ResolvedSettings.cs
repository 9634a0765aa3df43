using DiffusionCourse.Guidance;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>A request with every default filled in and every value checked.</summary>
/// <param name="Request">The request as it was given.</param>
/// <param name="Guidance">The rule that combines the two predictions.</param>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Steps">What guidance is told at each call of the run.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="VaeFactor">Pixels a latent along each side.</param>
internal sealed record ResolvedSettings(GenerationRequest Request, GuidanceRule Guidance, Scheduler Scheduler, GuidanceStep[] Steps, int Width, int Height, int VaeFactor)
{
    public int LatentWidth => Width / VaeFactor;

    public int LatentHeight => Height / VaeFactor;

    /// <summary>The picture that the run starts from, or null for noise.</summary>
    public StartPicture? Start { get; init; }

    /// <summary>Share of the schedule that is run: 1 without a picture to start from.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>The guidance scale that the model itself is told (latent consistency models); null where guidance is arithmetic.</summary>
    public double? EmbeddedGuidanceScale { get; init; }

    /// <summary>The largest guidance scale of the run.</summary>
    public double GuidanceScale => EmbeddedGuidanceScale ?? Steps.Max(Guidance.ScaleAt);

    /// <summary>Whether any call needs the unconditional half, so that the negative prompt has to be encoded.</summary>
    public bool IsGuided => Steps.Any(Guidance.IsActiveAt);
}
