using DiffusionCourse.Guidance;

namespace DiffusionCourse.Pipelines;

/// <summary>What to draw, and how. Immutable: change it with <c>request with { Steps = 10 }</c>.</summary>
/// <param name="Prompt">What the picture shows. Longer than the model's context is cut, with a notice in the result.</param>
public sealed record GenerationRequest(string Prompt)
{
    /// <summary>What the picture shall not show: takes the place of the empty text in guidance. Default: empty. Without effect for w &lt;= 1.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Inference steps, 1 to the training timesteps (1000). Default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>
    /// Guidance scale w of Ho and Salimans (2022) in the convention of Stable Diffusion, 0 to 100: the prediction is
    /// unconditional + w (conditional - unconditional). Up to 1, guidance is off and a step costs one UNet evaluation; above, two.
    /// Default (null): what suits the model, 7.5 for Stable Diffusion.
    /// </summary>
    public double? GuidanceScale { get; init; }

    /// <summary>
    /// Another rule than guidance of constant strength: an interval, a schedule, a projection. It brings its own scale, so
    /// <see cref="GuidanceScale"/> is then left out. Default (null): classifier-free guidance with the guidance scale.
    /// </summary>
    public GuidanceRule? Guidance { get; init; }

    /// <summary>Seed of the initial noise. The same seed gives the same picture. Default 42.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>The scheduler's name, such as dpm++2m, ddim or euler. Default dpm++2m.</summary>
    public string Scheduler { get; init; } = "dpm++2m";

    /// <summary>Width in pixels; default (null): the size that the model was trained on.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; default (null): the size that the model was trained on.</summary>
    public int? Height { get; init; }
}
