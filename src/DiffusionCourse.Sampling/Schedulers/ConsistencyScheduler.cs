using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>What the schedulers of distilled few-step models share: their timesteps are a subset of those of the distillation.</summary>
public abstract record ConsistencyScheduler : Scheduler
{
    private readonly int _originalSteps = 50;

    private protected ConsistencyScheduler()
    {
    }

    /// <summary>Steps of the schedule that the model was distilled from, 1 to the training timesteps. Default 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int OriginalInferenceSteps
    {
        get => _originalSteps;
        init => _originalSteps = value >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "The original inference steps must be at least 1.");
    }

    /// <summary>Whether the last noise level is none at all (true, the default), or that of timestep 0.</summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    private protected override bool TakesCustomTimesteps => true;

    /// <summary>
    /// The run's timesteps, evenly from those of the distillation. A strength below 1 cuts the noisiest of these off before all
    /// steps are placed on the rest; it does not shorten the run.
    /// </summary>
    private protected int[] Timesteps(int steps, double strength)
    {
        if (OriginalInferenceSteps > TrainTimesteps)
        {
            throw new ArgumentException(
                $"original_inference_steps is {OriginalInferenceSteps}, but the model has only {TrainTimesteps} training timesteps.");
        }

        if (WholeCustomTimesteps() is { } own)
        {
            return [.. own.Skip(Skip(StartOf(steps, strength))).Select(timestep => (int)timestep)];
        }

        var stride = TrainTimesteps / OriginalInferenceSteps;
        if (RefusalOf(steps, strength) is { } refusal)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), steps, refusal);
        }

        var usable = Usable(strength);
        return [.. Enumerable.Range(0, steps).Select(i => (usable - (int)(i * ((double)usable / steps))) * stride - 1)];
    }

    /// <inheritdoc/>
    internal override string? RefusalOf(int steps, double strength)
    {
        if (WholeCustomTimesteps() is not null)
        {
            return base.RefusalOf(steps, strength);
        }

        var usable = Usable(strength);
        return steps <= usable ? null
            : Invariant($"{DisplayName} has {usable} timesteps to choose from ({OriginalInferenceSteps} original inference steps x ")
                + Invariant($"strength {strength}); ")
                + (usable > 0 ? "use at most as many steps, usually 4 to 8."
                    : steps <= OriginalInferenceSteps ? Invariant($"use a strength of {LeastStrength(steps):0.####} or more.")
                    : "use 4 to 8 steps, and "
                        + Invariant($"a strength of {LeastStrength(Math.Min(4, OriginalInferenceSteps)):0.####} or more."));
    }

    private double LeastStrength(int steps) =>
        StartRequest.LeastStrength(steps, OriginalInferenceSteps, strength => Usable(strength) >= steps);

    private int Usable(double strength) => (int)(OriginalInferenceSteps * strength);

    /// <summary>alphas cumprod at a timestep, or after the last one.</summary>
    private protected double AlphaAt(int timestep)
        => timestep >= 0 ? NoiseSchedule.AlphasCumprod[timestep] : SetAlphaToOne ? 1 : NoiseSchedule.AlphasCumprod[0];
}
