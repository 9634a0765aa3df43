using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

// Each network by itself: with a scheduler, all that a denoising loop of one's own takes.
public sealed partial class StableDiffusionPipeline
{
    /// <summary>
    /// Encodes a prompt with the text encoder: for <see cref="Predict"/>, or to be mixed and given to a request's
    /// <see cref="GenerationRequest.PromptEmbedding"/>.
    /// </summary>
    /// <param name="prompt">The prompt; what exceeds the context is cut. The empty one is what guidance leads away from.</param>
    public TextEmbedding EncodePrompt(string prompt)
    {
        using var use = _parts.Use();
        return _parts.TextEncoder.Encode(Tokenizer.Encode(prompt), NotebookHost.CancellationToken);
    }

    /// <summary>
    /// Evaluates the UNet once. Guidance takes two predictions a step: with the prompt, and with the empty or negative one.
    /// </summary>
    /// <param name="sample">channels x height x width, as the scheduler's <see cref="Schedulers.SchedulerRun{T}.ScaleModelInput"/> leaves
    /// them.</param>
    /// <param name="timestep">The training timestep, 0 to T - 1, as the scheduler's <see cref="Schedulers.SchedulerRun{T}.Timesteps"/> has
    /// it; for a flow model T sigma, up to T, and for one of continuous time (EDM) ln(sigma) / 4.</param>
    /// <param name="text">The embedding of a prompt.</param>
    /// <param name="width">Width of the picture in pixels; default: the model's own.</param>
    /// <param name="height">Height of the picture in pixels; default: the model's own.</param>
    /// <param name="guidanceScale">For models that are told it (latent consistency models), 0 to 100. Default: what suits the
    /// model.</param>
    /// <returns>
    /// channels x height x width, to be given to the scheduler's step: the noise, or what else the model was trained to predict
    /// (<see cref="Schedulers.SchedulerConfig.PredictionType"/>).
    /// </returns>
    /// <exception cref="ArgumentException">The sample or the embedding has another size, or a value is out of its range.</exception>
    public float[] Predict(
        IReadOnlyList<float> sample, double timestep, TextEmbedding text, int? width = null, int? height = null,
        double? guidanceScale = null)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(text);
        var (rows, columns) = RequestRules.SizeOf(sample, nameof(sample), width, height, _parts.Limits);
        RequestRules.RequirePrediction(
            timestep, SchedulerConfig, _parts.Scheduler(Prompts.DefaultScheduler).TrainTimesteps, text, guidanceScale, _parts.Limits);
        using var use = _parts.Use();
        using var control = new RunControl(NotebookHost.CancellationToken);
        var predictor = _parts.UNet.Rent(new(rows, columns, text.Context, text.Width));
        try
        {
            predictor.Begin(text, null, control, guidanceScale ?? Prompts.DefaultGuidanceScale);
            predictor.Evaluate(sample as float[] ?? [.. sample], timestep, both: false);
            return predictor.Conditional.ToArray();
        }
        finally
        {
            _parts.UNet.Return(predictor);
        }
    }

    /// <summary>Decodes latents into a picture with the VAE.</summary>
    /// <param name="latents">channels x height x width, as a scheduler leaves them.</param>
    /// <param name="width">Width of the picture in pixels; default: the model's own.</param>
    /// <param name="height">Height of the picture in pixels; default: the model's own.</param>
    /// <exception cref="ArgumentException">The latents have another length than the size asks for, or a value is not finite.</exception>
    public RgbImage Decode(IReadOnlyList<float> latents, int? width = null, int? height = null)
    {
        ArgumentNullException.ThrowIfNull(latents);
        var (rows, columns) = RequestRules.SizeOf(latents, nameof(latents), width, height, _parts.Limits);
        using var use = _parts.Use();
        return _parts.Vae.DecodePicture(latents as float[] ?? [.. latents], rows, columns, NotebookHost.CancellationToken);
    }

    /// <summary>Encodes a picture into latents: the counterpart of decoding, as image to image starts from it.</summary>
    /// <param name="image">The picture; it is cut and scaled to the size asked for.</param>
    /// <param name="width">Width in pixels; default: the model's own.</param>
    /// <param name="height">Height in pixels; default: the model's own.</param>
    /// <returns>channels x height x width, scaled as a scheduler works on them. Where the export gives a distribution, its mean.</returns>
    /// <exception cref="ArgumentException">The model has no vae_encoder, or a side is out of its limits.</exception>
    public IReadOnlyList<float> Encode(RgbImage image, int? width = null, int? height = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var resolved = Resolve(new GenerationRequest("") { Image = image, Width = width, Height = height });
        using var use = _parts.Use();
        resolved.Start!.Encode(NotebookHost.CancellationToken);
        return resolved.Start.Latents.ToArray();
    }
}
