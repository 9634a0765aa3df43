using System.Numerics;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// How a diffusion model is sampled: which noise levels are visited and how the sample is moved between them. Immutable; a
/// <see cref="SchedulerRun{T}"/> holds all that changes.
/// </summary>
public abstract partial record Scheduler
{
    private protected Scheduler()
    {
    }

    /// <summary>The short name it can be asked for by, such as "dpm++2m" or "ddim".</summary>
    public abstract string Name { get; }

    /// <summary>How papers and user interfaces call it.</summary>
    public abstract string DisplayName { get; }

    /// <summary>The schedule that the model was trained with. Default: Stable Diffusion's scaled linear one.</summary>
    public NoiseSchedule NoiseSchedule { get; init; } = NoiseSchedule.ScaledLinear();

    /// <summary>What the model predicts. Default <see cref="PredictionType.Epsilon"/>.</summary>
    public PredictionType PredictionType { get; init; } = PredictionType.Epsilon;

    /// <summary>The number of training timesteps T.</summary>
    public int TrainTimesteps => NoiseSchedule.Length;

    /// <summary>Starts a run. All buffers are allocated here.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="steps">Inference steps, 1 to <see cref="TrainTimesteps"/>. Some schedulers call the model more often.</param>
    /// <param name="length">Elements of the whole batch, at least 1.</param>
    /// <param name="options">Strength and noise sources; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">Noise sources are missing or do not fit the length, or the settings contradict each other.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public SchedulerRun<T> Start<T>(int steps, int length, SchedulerRunOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= new SchedulerRunOptions();
        return Preview(steps, options.Strength).Start<T>(length, options.Noise, options.BatchSize);
    }

    /// <summary>What a run would do, without starting one. Several runs may be started from one preview.</summary>
    /// <param name="steps">Inference steps, 1 to <see cref="TrainTimesteps"/>.</param>
    /// <param name="strength">Share of the schedule that is run, above 0 and at most 1. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The settings contradict each other.</exception>
    public SchedulerPreview Preview(int steps, double strength = 1)
    {
        if (steps < 1 || steps > TrainTimesteps)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"The number of steps must be 1 to {TrainTimesteps}, the number of training timesteps.");
        }

        if (!(strength > 0 && strength <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength must be above 0 and at most 1.");
        }

        return new SchedulerPreview(DisplayName, PredictionType, strength, CreatePlan(new StartRequest(steps, strength)).Checked());
    }

    internal abstract SamplingPlan CreatePlan(StartRequest request);

    /// <summary>A call where x = Alpha x_0 + Sigma epsilon; what it does to the sample is still to be said.</summary>
    internal SolverCall At(double timestep, NoiseLevel level) => new()
    {
        Timestep = timestep,
        Level = level,
        Original = ModelPrediction.Original(PredictionType, level),
    };

    /// <summary>epsilon from x and the model output.</summary>
    private protected Combination Epsilon(NoiseLevel level) => ModelPrediction.Epsilon(PredictionType, level);

    /// <summary>The number of skipped steps, checked to leave at least one.</summary>
    private protected static int Skip(StartRequest request, int? steps = null) => request.SkippedSteps < (steps ?? request.Steps)
        ? request.SkippedSteps
        : throw new ArgumentOutOfRangeException(
            nameof(request), request.Strength,
            $"A strength of {request.Strength} leaves none of {request.Steps} steps; use at least {1.0 / request.Steps:0.####}, or more steps.");
}
