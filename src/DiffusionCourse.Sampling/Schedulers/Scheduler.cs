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
    /// <exception cref="ArgumentException">Noise sources are missing or do not fit the length, or the settings contradict each
    /// other.</exception>
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
            throw new ArgumentOutOfRangeException(
                nameof(steps), steps, $"The number of steps must be 1 to {TrainTimesteps}, the number of training timesteps.");
        }

        if (!(strength > 0 && strength <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength must be above 0 and at most 1.");
        }

        CheckCustomLists(steps);
        if (PredictionType == PredictionType.FlowPrediction && !FollowsStraightPaths)
        {
            throw new ArgumentException(
                $"{DisplayName} moves samples on a noise schedule, but the model predicts the velocity on straight paths (flow "
                    + "matching): use flow-euler, flow-heun, " +
                "or dpm++2m or unipc with use_flow_sigmas.");
        }

        return new SchedulerPreview(DisplayName, PredictionType, strength, CreatePlan(StartOf(steps, strength)).Checked());
    }

    /// <summary>
    /// Timesteps to visit in place of those that the spacing gives, the noisiest first; null takes the spacing's. The number of steps is
    /// then their number. Whole numbers for DDPM, LCM and TCD; T sigma for the flow schedulers, which shift them.
    /// </summary>
    public IReadOnlyList<double>? CustomTimesteps { get; init; }

    /// <summary>
    /// Noise levels to visit in place of those that the spacing gives, the noisiest first; null takes the spacing's. On the schedules of
    /// Karras et al. (Euler and its like) the last one is where the run ends, so n steps take n + 1; the flow schedulers shift their n
    /// levels, 0 to 1, and end at 0.
    /// </summary>
    public IReadOnlyList<double>? CustomSigmas { get; init; }

    /// <summary>
    /// The only number of steps that <see cref="CustomTimesteps"/> or <see cref="CustomSigmas"/> leave; null where it is free.
    /// </summary>
    public virtual int? FixedSteps => CustomSigmas?.Count ?? CustomTimesteps?.Count;

    /// <summary>Whether samples lie on straight paths, so that a model may predict the velocity on them.</summary>
    private protected virtual bool FollowsStraightPaths => false;

    private protected virtual bool TakesCustomTimesteps => false;

    private protected virtual bool TakesCustomSigmas => false;

    /// <summary>The same for a picture of some number of tokens, where the shift follows the resolution.</summary>
    internal virtual Scheduler WithTokens(int tokens) => this;

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

    /// <summary>Levels as two-call solvers list them: all but the first and the final one twice.</summary>
    private protected static double[] Doubled(double[] sigmas) =>
        [sigmas[0], .. sigmas[1..^1].SelectMany(sigma => new[] { sigma, sigma }), sigmas[^1]];

    /// <summary>The custom timesteps, or those of Align Your Steps where that is the spacing; null for any other.</summary>
    private protected double[]? ListedTimesteps(TimestepSpacing spacing, int steps) =>
        CustomTimesteps is { } own ? [.. own]
            : spacing == TimestepSpacing.AlignYourSteps ? AlignYourSteps.Timesteps(NoiseSchedule, steps)
            : null;

    /// <summary>The custom timesteps, for a scheduler that looks them up in its noise schedule; null where there are none.</summary>
    private protected double[]? WholeCustomTimesteps()
    {
        foreach (var timestep in CustomTimesteps ?? [])
        {
            if (timestep != Math.Floor(timestep) || timestep >= TrainTimesteps)
            {
                throw new ArgumentException(
                    Invariant($"{DisplayName} takes whole timesteps from 0 to {TrainTimesteps - 1}; got {timestep}."));
            }
        }

        return CustomTimesteps is null ? null : [.. CustomTimesteps];
    }

    private void CheckCustomLists(int steps)
    {
        if (CustomTimesteps is not null && !TakesCustomTimesteps)
        {
            throw new ArgumentException(
                $"{DisplayName} takes no custom timesteps: its step is tied to its spacing. Use Euler, Heun, DPM++, DDPM or LCM.");
        }

        if (CustomSigmas is not null && !TakesCustomSigmas)
        {
            throw new ArgumentException($"{DisplayName} takes no custom sigmas. Use Euler or Heun, or a flow scheduler for a flow model.");
        }

        if (FixedSteps is { } only && only != steps)
        {
            throw new ArgumentOutOfRangeException(
                nameof(steps), steps, $"The custom list of {DisplayName} makes {only} steps; ask for as many (FixedSteps).");
        }

        const string OnStraightPaths =
            " Levels of a straight path are shares of noise: a sigma of a noise schedule is sigma / (1 + sigma) there.";
        Check(CustomTimesteps, "timesteps", TrainTimesteps, "");
        Check(CustomSigmas, "sigmas", FollowsStraightPaths ? 1 : double.MaxValue, FollowsStraightPaths ? OnStraightPaths : "");

        void Check(IReadOnlyList<double>? values, string what, double most, string remedy)
        {
            for (var i = 0; i < (values?.Count ?? 0); i++)
            {
                if (!(values![i] >= 0 && values[i] <= most) || (i > 0 && values[i] >= values[i - 1]))
                {
                    throw new ArgumentException(
                        Invariant(
                            $"Custom {what} must fall from at most {most:g4} to at least 0; number {i + 1} is {values[i]}{
                                (i > 0 ? $", after {values[i - 1]}" : "")}.{remedy}"));
                }
            }
        }
    }
}
