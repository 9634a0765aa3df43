using DiffusionCourse.Guidance;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>A request with every default filled in and every value checked.</summary>
/// <param name="Request">The request as it was given.</param>
/// <param name="Plan">The calls that it comes to.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="VaeFactor">Pixels a latent along each side.</param>
internal sealed record ResolvedSettings(GenerationRequest Request, RunPlan Plan, int Width, int Height, int VaeFactor)
{
    public int LatentWidth => Width / VaeFactor;

    public int LatentHeight => Height / VaeFactor;

    /// <summary>The picture that the run starts from, or null for noise.</summary>
    public StartPicture? Start { get; init; }

    public GuidanceRule Guidance => Plan.Guidance;

    public Scheduler Scheduler => Plan.Scheduler;

    public GuidanceStep[] Steps => Plan.Steps;

    public double? EmbeddedGuidanceScale => Plan.EmbeddedGuidanceScale;

    public double GuidanceScale => Plan.GuidanceScale;

    public bool IsGuided => Plan.IsGuided;
}
