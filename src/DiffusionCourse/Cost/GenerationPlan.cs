using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Cost;

/// <summary>How often each network is called for one picture. Needs no model: the scheduler and guidance decide.</summary>
/// <param name="SchedulerCalls">Calls of the scheduler; with some schedulers more than steps.</param>
/// <param name="UNetEvaluations">Evaluations of the UNet for one sample: two at each call where guidance is active, else one.</param>
/// <param name="TextEncoderCalls">Texts that are encoded: 2 with guidance (the prompt and the negative or empty one), else 1.</param>
/// <param name="GuidanceScale">The largest guidance scale of the run.</param>
public sealed record GenerationPlan(int SchedulerCalls, int UNetEvaluations, int TextEncoderCalls, double GuidanceScale)
{
    /// <summary>Plans a request.</summary>
    /// <param name="request">What would be drawn. Prompts, seed and size do not matter.</param>
    /// <param name="config">The schedule and scheduler settings of the model; default: Stable Diffusion 1.5's.</param>
    /// <param name="usualGuidanceScale">The guidance scale where the request states none. Default 7.5.</param>
    /// <exception cref="ArgumentException">A value of the request is out of its limits; the message names them.</exception>
    public static GenerationPlan For(GenerationRequest request, SchedulerConfig? config = null, double usualGuidanceScale = 7.5)
    {
        ArgumentNullException.ThrowIfNull(request);
        var rule = RequestLimits.Guidance(request, usualGuidanceScale);
        var scheduler = Scheduler.FromConfig(config ?? SchedulerConfig.StableDiffusion15, request.Scheduler);
        RequestLimits.RequireSteps(request.Steps, scheduler);
        var calls = GuidanceSteps.Of(scheduler, request.Steps);
        return new(calls.Length, calls.Sum(rule.EvaluationsAt), calls.Any(rule.IsActiveAt) ? 2 : 1, calls.Max(rule.ScaleAt));
    }
}
