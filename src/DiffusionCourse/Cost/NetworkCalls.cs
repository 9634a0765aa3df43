using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Cost;

/// <summary>How often each network is called for one picture. Needs no model: scheduler, guidance and strength decide.</summary>
/// <param name="SchedulerCalls">Calls of the scheduler: more than steps with some schedulers, fewer from a picture with a strength below
/// 1.</param>
/// <param name="UNetEvaluations">Evaluations of the UNet for one sample: two at each call where guidance is active, else one.</param>
/// <param name="TextEncoderCalls">Texts that are encoded: 2 with guidance (the prompt and the negative or empty one), else 1; none where
/// embeddings are given.</param>
/// <param name="VaeEncoderCalls">1 from a picture, else 0: latents need no encoding.</param>
/// <param name="GuidanceScale">The largest guidance scale of the run.</param>
/// <param name="Strength">Share of the schedule that is run: 1 without a picture to start from.</param>
public sealed record NetworkCalls(
    int SchedulerCalls, int UNetEvaluations, int TextEncoderCalls, int VaeEncoderCalls, double GuidanceScale, double Strength)
{
    private const int AnyTokens = 4096;

    /// <summary>Plans a request, by the rules that the pipeline draws by.</summary>
    /// <param name="request">What would be drawn. What prompts and pictures show, the seed and the size do not matter.</param>
    /// <param name="config">The schedule and scheduler settings of the model; default: Stable Diffusion 1.5's.</param>
    /// <param name="usualGuidanceScale">The guidance scale where the request states none. Default 7.5.</param>
    /// <param name="embedsGuidance">Whether the model is told the guidance scale and guides by itself, in one evaluation a call (latent
    /// consistency models). Default: no.</param>
    /// <exception cref="ArgumentException">A value of the request is out of its limits; the message names them.</exception>
    public static NetworkCalls For(
        GenerationRequest request, SchedulerConfig? config = null, double usualGuidanceScale = 7.5, bool embedsGuidance = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        config ??= SchedulerConfig.StableDiffusion15;
        // A shift by resolution moves levels and leaves the number of calls.
        var scheduler = RequestRules.Matching(Scheduler.FromConfig(config, request.Scheduler), config).WithTokens(AnyTokens);
        var plan = RequestRules.Plan(request, scheduler, usualGuidanceScale, embedsGuidance);
        var texts = (request.PromptEmbedding is null ? 1 : 0) + (plan.IsGuided && request.NegativeEmbedding is null ? 1 : 0);
        return new(plan.Steps.Length, plan.Evaluations, texts, request.Image is null ? 0 : 1, plan.GuidanceScale, plan.Strength);
    }
}
