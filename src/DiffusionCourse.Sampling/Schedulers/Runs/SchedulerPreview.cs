using System.Numerics;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>What a run will do, known before any model is called: where the model is asked, and what is made of its answers.</summary>
public sealed class SchedulerPreview
{
    private readonly string _scheduler;
    private readonly PredictionType _predicted;

    internal SchedulerPreview(string scheduler, PredictionType predicted, double strength, SamplingPlan plan)
    {
        _scheduler = scheduler;
        _predicted = predicted;
        Strength = strength;
        Plan = plan;
        Timesteps = [.. plan.Calls.Select(call => call.Timestep)];
        CallSigmas = [.. plan.Calls.Select(call => call.Sigma)];
        NoiseDraws = plan.Calls.Count(call => call.DrawsNoise);
    }

    /// <summary>Share of the schedule that is run: 1, or less for a run that starts from a noised picture.</summary>
    public double Strength { get; }

    /// <summary>The timestep of each model call, in order, after strength; fractional for some schedulers.</summary>
    public IReadOnlyList<double> Timesteps { get; }

    /// <summary>
    /// Noise levels sigma (noise for each unit of signal; on straight paths the share of noise, 0 to 1) of the whole schedule, the final
    /// one included; empty where undefined.
    /// </summary>
    public IReadOnlyList<double> Sigmas => Plan.Sigmas;

    /// <summary>
    /// The noise level sigma (noise for each unit of signal; on straight paths the share of noise, 0 to 1) at each model call.
    /// </summary>
    public IReadOnlyList<double> CallSigmas { get; }

    /// <summary>Standard deviation that the initial noise is multiplied by.</summary>
    public double InitNoiseSigma => Plan.InitNoiseSigma;

    /// <summary>How many of the calls draw fresh noise; 0 for a deterministic run.</summary>
    public int NoiseDraws { get; }

    /// <summary>Model calls; with guidance each costs two UNet evaluations.</summary>
    public int CallCount => Plan.Calls.Count;

    /// <summary>For each model call what it does to the sample, with the numbers of this run.</summary>
    public IReadOnlyList<StepEquations> Equations
        => field ??= [.. Plan.Calls.Select(call => StepEquations.Of(call, _predicted, Plan.Limit))];

    internal SamplingPlan Plan { get; }

    /// <summary>
    /// Starts a run of one sample in single precision, as networks compute. It is compiled ahead with this library, which a generic
    /// type's run in another library cannot be. All buffers are allocated here.
    /// </summary>
    /// <param name="length">Elements of the sample, at least 1.</param>
    /// <param name="noise">Where <see cref="NoiseDraws"/> come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public SchedulerRun<float> Start(int length, INoiseSource noise) => Start<float>(length, [noise]);

    /// <summary>Starts a run. All buffers are allocated here.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="length">Elements of the whole batch, at least 1.</param>
    /// <param name="noise">One noise source for each sample of the batch; needed where <see cref="NoiseDraws"/> is not 0. Default
    /// none.</param>
    /// <param name="batchSize">Samples in the batch; the length must be a multiple of it. Default: as many as noise sources, or 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is no positive multiple of the batch size.</exception>
    /// <exception cref="ArgumentException">Noise sources are missing or do not fit the batch.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public SchedulerRun<T> Start<T>(int length, IReadOnlyList<INoiseSource>? noise = null, int? batchSize = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Runs are in float or double, not {typeof(T).Name}: convert the model output to float first.");
        }

        noise ??= [];
        var batch = batchSize ?? Math.Max(1, noise.Count);
        if (batch < 1 || length < 1 || length % batch != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"The length must be a positive multiple of the batch size, {batch}.");
        }

        if (noise.Count != 0 && noise.Count != batch)
        {
            throw new ArgumentException(
                $"There are {noise.Count} noise sources for a batch of {batch}; each sample needs its own.", nameof(noise));
        }

        if (noise.Count == 0 && NoiseDraws > 0)
        {
            throw new ArgumentException(
                $"{_scheduler} draws noise on its steps: give one noise source for each sample of the batch, such as new "
                    + "GaussianNoise(seed).",
                nameof(noise));
        }

        return new SchedulerRun<T>(this, length, batch, noise);
    }
}
