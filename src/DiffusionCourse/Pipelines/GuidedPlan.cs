using DiffusionCourse.Guidance;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>The scheduler calls that a request comes to, and guidance at each. Drawing follows it and counting counts it.</summary>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Preview">The scheduler's plan, from which the run is started.</param>
/// <param name="Guidance">The rule that combines the two predictions; none where the model guides by itself.</param>
/// <param name="Steps">What guidance is told at each scheduler call.</param>
/// <param name="EmbeddedScale">The guidance scale that the model itself is told (latent consistency models); null where guidance is
/// arithmetic.</param>
internal sealed record GuidedPlan(
    Scheduler Scheduler, SchedulerPreview Preview, GuidanceRule Guidance, GuidanceStep[] Steps, double? EmbeddedScale)
{
    /// <summary>Share of the schedule that is run: 1 without a picture to start from.</summary>
    public double Strength => Preview.Strength;

    /// <summary>The largest guidance scale of the run.</summary>
    public double GuidanceScale => EmbeddedScale ?? Steps.Max(Guidance.ScaleAt);

    /// <summary>Whether any call needs the unconditional half, so that the negative prompt has to be encoded.</summary>
    public bool IsGuided => Steps.Any(Guidance.IsActiveAt);

    /// <summary>Evaluations of the UNet for one sample.</summary>
    public int Evaluations => Steps.Sum(Guidance.EvaluationsAt);

    /// <summary>Plans a run: a scheduler that refuses these settings says so here, before any work.</summary>
    public static GuidedPlan Of(Scheduler scheduler, int steps, double strength, GuidanceRule guidance, double? embeddedScale)
    {
        var preview = PreviewMemory.Preview(scheduler, steps, strength);
        GuidanceStep[] calls = [
            .. preview.Timesteps.Zip(preview.CallSigmas).Select((call, index) =>
                new GuidanceStep(index, preview.CallCount, call.First, call.Second))
        ];
        return new(scheduler, preview, guidance, calls, embeddedScale);
    }
}
