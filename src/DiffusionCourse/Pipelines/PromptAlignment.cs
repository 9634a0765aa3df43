using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// How well a picture follows its prompt, by the model's own judgement: the picture is noised, and the network predicts the noise with
/// the prompt and without. The more the prompt helps, the more of it is in the picture. This is the measure of diffusion classifiers,
/// Li et al. 2023 (arXiv:2303.16203), set against the empty prompt.
/// </summary>
public static class PromptAlignment
{
    /// <summary>Noised copies of a picture that are looked at: two evaluations of the UNet each.</summary>
    public const int DefaultSamples = 4;

    private const int MostSamples = 1000;

    /// <summary>
    /// The share of the prediction's squared error that the prompt takes away, over timesteps that are spread evenly: 1 - (sum with the
    /// prompt) / (sum without). 0 where the prompt says nothing about the picture, below 0 where it misleads, at most 1.
    /// </summary>
    /// <param name="pipeline">The pipeline that judges, of the kind of model that drew the picture.</param>
    /// <param name="result">The picture, of any size that the model draws. Compare pictures of one size.</param>
    /// <param name="prompt">What it is held against; null takes the prompt that it was drawn for.</param>
    /// <param name="samples">Noised copies, 1 to 1,000. More are steadier.</param>
    /// <param name="seed">Seed of the noise. Pictures that are compared take the same one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of samples is out of its range.</exception>
    /// <exception cref="ArgumentException">The picture has other latents than this model's pictures of that size.</exception>
    /// <exception cref="OperationCanceledException">The cell was stopped.</exception>
    public static double Of(
        StableDiffusionPipeline pipeline, GenerationResult result, string? prompt = null, int samples = DefaultSamples, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(result);
        if (samples is < 1 or > MostSamples)
        {
            throw new ArgumentOutOfRangeException(nameof(samples), samples, $"Noised copies must be 1 to {MostSamples}; got {samples}.");
        }

        var (width, height, latents) = (result.Image.Width, result.Image.Height, result.Latents.Count);
        var expected = (long)pipeline.LatentCount * width * height / ((long)pipeline.DefaultWidth * pipeline.DefaultHeight);
        if (latents != expected)
        {
            throw new ArgumentException(
                $"The picture has {width} x {height} pixels and {latents} latents, but pictures of this size have {expected} with this "
                    + "model. Let a model judge that has the same latents as the one that drew it.",
                nameof(result));
        }

        var scheduler = Scheduler.FromConfig(pipeline.SchedulerConfig, pipeline.Prompts.DefaultScheduler);
        var (with, without) = (pipeline.EncodePrompt(prompt ?? result.Request.Prompt), pipeline.EncodePrompt(""));
        var noise = new GaussianNoise(seed);
        var (told, untold) = (0.0, 0.0);
        for (var i = 0; i < samples; i++)
        {
            var epsilon = new float[result.Latents.Count];
            noise.Fill(epsilon.AsSpan());
            var share = (i + 0.5) / samples;
            var (sample, target, timestep) = Noised(scheduler, result.Latents, epsilon, share);
            told += SquaredError(pipeline.Predict(sample, timestep, with, width, height), target);
            untold += SquaredError(pipeline.Predict(sample, timestep, without, width, height), target);
        }

        return untold > 0 ? 1 - told / untold : 0;
    }

    /// <summary>A noised copy at a share of the way to noise, and what a perfect network would say of it.</summary>
    private static (float[] Sample, float[] Target, double Timestep) Noised(
        Scheduler scheduler, IReadOnlyList<float> original, float[] epsilon, double share)
    {
        var straight = scheduler.PredictionType == PredictionType.FlowPrediction;
        var timestep = (int)(share * scheduler.TrainTimesteps);
        var process = new ForwardProcess(scheduler.NoiseSchedule);
        var alpha = (float)(straight ? 1 - share : process.SignalScale(timestep));
        var sigma = (float)(straight ? share : process.NoiseScale(timestep));
        float[] sample = [.. original.Select((x0, i) => alpha * x0 + sigma * epsilon[i])];
        var target = scheduler.PredictionType switch
        {
            PredictionType.Epsilon => epsilon,
            PredictionType.Sample => original.ToArray(),
            PredictionType.FlowPrediction => original.Select((x0, i) => epsilon[i] - x0).ToArray(),
            _ => original.Select((x0, i) => alpha * epsilon[i] - sigma * x0).ToArray(),
        };
        return (sample, target, straight ? share * scheduler.TrainTimesteps : timestep);
    }

    private static double SquaredError(float[] prediction, float[] target)
    {
        var sum = 0.0;
        for (var i = 0; i < target.Length; i++)
        {
            var error = (double)prediction[i] - target[i];
            sum += error * error;
        }

        return sum;
    }
}
