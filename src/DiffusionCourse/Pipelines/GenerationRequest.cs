using DiffusionCourse.Display;
using DiffusionCourse.Guidance;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Pipelines;

/// <summary>What to draw, and how. Immutable: change it with <c>request with { Steps = 10 }</c>.</summary>
/// <param name="Prompt">What the picture shows. Longer than the model's context is cut, with a notice in the result.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial record GenerationRequest(string Prompt) : IHtmlDisplay
{
    /// <summary>
    /// What the picture shall not show: takes the place of the empty text in guidance. Default: empty. Without effect for w &lt;= 1.
    /// </summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>The longest side of a picture, in pixels.</summary>
    internal const int LargestSide = 2048;

    /// <summary>Inference steps, 1 to the training timesteps (1000). Default 20.</summary>
    [Limits("number of steps", 1, 1000, "A step is one of the timesteps that the model was trained with; try 20.")]
    public int Steps { get; init; } = 20;

    /// <summary>
    /// Guidance scale w of Ho and Salimans (2022) in the convention of Stable Diffusion, 0 to 100: the prediction is
    /// unconditional + w (conditional - unconditional). Up to 1, guidance is off and a step costs one UNet evaluation; above, two.
    /// Default (null): what suits the model, 7.5 for Stable Diffusion.
    /// </summary>
    [Limits("guidance scale", 0, ModelPrompts.LargestGuidanceScale, "Up to 1 switches guidance off, 7.5 suits most models.")]
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

    /// <summary>
    /// Width in pixels, up to 2048 in multiples that the model states; default (null): the size that the model was trained on.
    /// </summary>
    [Limits("width", 1, LargestSide, "Leave it out for the size that the model was trained on.")]
    public int? Width { get; init; }

    /// <summary>Height in pixels, likewise; default (null): the size that the model was trained on.</summary>
    [Limits("height", 1, LargestSide, "Leave it out for the size that the model was trained on.")]
    public int? Height { get; init; }

    /// <summary>
    /// A picture to start from: image to image (SDEdit, Meng et al. 2021). It is cut and scaled to the width and height, and needs a
    /// model with a vae_encoder. An export whose encoder draws the latents inside its graph brings noise of its own, which no seed reaches;
    /// a pipeline encodes an image once a size, so that pictures from the same object start from the same latents.
    /// Default (null): start from noise alone.
    /// </summary>
    public RgbImage? Image { get; init; }

    /// <summary>
    /// The same picture as latents, in place of <see cref="Image"/>: channels x height x width as <see cref="GenerationResult.Latents"/>
    /// has them. No vae_encoder is needed. Default: none.
    /// </summary>
    public IReadOnlyList<float>? ImageLatents { get; init; }

    /// <summary>
    /// How much of the picture to start from is drawn anew: above 0, at most 1. Of n steps the first n - int(n x strength) are left out,
    /// and the first int(n - n x strength) of a flow model, which rounds the other way: of 10 steps 0.25 runs 2, and 3 of a flow model.
    /// Both as in diffusers. LCM and TCD run all n steps, on the less noisy part of the timesteps that they were distilled on.
    /// Only together with a picture. Default (null): 0.8.
    /// </summary>
    [Limits("strength", 0, 1, "A small one keeps the picture, 1 next to nothing of it; try 0.8.", MinimumIsExclusive = true)]
    public double? Strength { get; init; }

    /// <summary>
    /// Initial noise of standard deviation 1 in place of the seed's, channels x height x width: mixed by
    /// <see cref="Noise.SphericalInterpolation"/>, or inverted from a picture. Noise that a scheduler draws on its steps still comes from
    /// the seed. Default (null): from the seed.
    /// </summary>
    public IReadOnlyList<float>? InitialNoise { get; init; }

    /// <summary>
    /// An embedding in place of the prompt's, as the pipeline's EncodePrompt gives it; the prompt is then a caption alone. Default: none.
    /// </summary>
    public TextEmbedding? PromptEmbedding { get; init; }

    /// <summary>An embedding in place of the negative prompt's. Default: none.</summary>
    public TextEmbedding? NegativeEmbedding { get; init; }
}
