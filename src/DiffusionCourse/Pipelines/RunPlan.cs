using DiffusionCourse.Guidance;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>Which calls a request comes to, with every value checked. Drawing follows it and counting counts it.</summary>
/// <param name="Guidance">The rule that combines the two predictions; none where the model guides by itself.</param>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Preview">The scheduler's plan, from which the run is started.</param>
/// <param name="Steps">What guidance is told at each scheduler call.</param>
/// <param name="EmbeddedGuidanceScale">The guidance scale that the model itself is told (latent consistency models); null where guidance is arithmetic.</param>
internal sealed record RunPlan(GuidanceRule Guidance, Scheduler Scheduler, SchedulerPreview Preview, GuidanceStep[] Steps, double? EmbeddedGuidanceScale)
{
    /// <summary>Share of the schedule that is run: 1 without a picture to start from.</summary>
    public double Strength => Preview.Strength;

    /// <summary>The largest guidance scale of the run.</summary>
    public double GuidanceScale => EmbeddedGuidanceScale ?? Steps.Max(Guidance.ScaleAt);

    /// <summary>Whether any call needs the unconditional half, so that the negative prompt has to be encoded.</summary>
    public bool IsGuided => Steps.Any(Guidance.IsActiveAt);

    /// <summary>Evaluations of the UNet for one sample.</summary>
    public int Evaluations => Steps.Sum(Guidance.EvaluationsAt);

    /// <summary>Plans a request; a scheduler that refuses its settings says so here, before any work.</summary>
    /// <param name="request">What would be drawn.</param>
    /// <param name="usualGuidanceScale">The guidance scale where the request states none.</param>
    /// <param name="schedulerByName">Makes the scheduler of a name.</param>
    /// <param name="embedsGuidance">Whether the model is told the guidance scale, and guides by itself in one evaluation.</param>
    /// <exception cref="ArgumentException">A value is out of its limits; the message names it, the limits and the remedy.</exception>
    public static RunPlan For(GenerationRequest request, double usualGuidanceScale, Func<string, Scheduler> schedulerByName, bool embedsGuidance)
    {
        ArgumentNullException.ThrowIfNull(request);
        var rule = RequestLimits.Guidance(request, usualGuidanceScale);
        var scheduler = schedulerByName(request.Scheduler);
        RequestLimits.RequireSteps(request.Steps, scheduler);
        var preview = scheduler.Preview(request.Steps, StartRules.Strength(request, scheduler));
        return new(embedsGuidance ? GuidanceRule.None : rule, scheduler, preview, GuidanceSteps.Of(preview), embedsGuidance ? EmbeddedScale(request, rule) : null);
    }

    private static double EmbeddedScale(GenerationRequest request, GuidanceRule rule) => rule is ClassifierFreeGuidance guidance && request.Guidance is null ? guidance.Scale
        : throw new ArgumentException($"This model is told the guidance scale and guides by itself, so that a guidance rule ({rule.GetType().Name}) has nothing to combine. Give GuidanceScale instead.");
}
