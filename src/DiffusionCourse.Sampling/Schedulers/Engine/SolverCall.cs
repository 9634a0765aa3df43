namespace DiffusionCourse.Schedulers.Engine;

/// <summary>
/// What one model call does to a run, as coefficients. In order: x_0 is predicted; a prediction is stored; a sample is kept
/// as anchor (seen by the update that follows); the sample is updated.
/// </summary>
internal sealed class SolverCall
{
    /// <summary>What the model is given as its time, in training timesteps; may be fractional.</summary>
    public required double Timestep { get; init; }

    /// <summary>The model sees sample * InputScale.</summary>
    public double InputScale { get; init; } = 1;

    /// <summary>A clean sample enters the run at this call as SignalScale x_0 + NoiseScale epsilon.</summary>
    public required double SignalScale { get; init; }

    public required double NoiseScale { get; init; }

    /// <summary>The noise level sigma that the model is asked at; that of entering samples unless stated.</summary>
    public double Sigma
    {
        get => field > 0 ? field : NoiseScale / SignalScale;
        init;
    }

    /// <summary>x_0 from the sample and the model output, before clamping.</summary>
    public required Form Original { get; init; }

    /// <summary>What <see cref="SchedulerRun{T}.PredictOriginal"/> shows; x_0 itself unless stated.</summary>
    public Combination? Shown { get; init; }

    /// <summary>The prediction to store as the newest of the history; null stores nothing.</summary>
    public Combination? Push { get; init; }

    /// <summary>The sample to keep; null keeps the earlier one.</summary>
    public Combination? Anchor { get; init; }

    public required Combination Update { get; init; }

    /// <summary>Whether a draw is taken from the noise sources, even where its coefficient is zero.</summary>
    public bool DrawsNoise { get; init; }
}
