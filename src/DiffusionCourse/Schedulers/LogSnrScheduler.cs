using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// What the exponential integrators (DPM-Solver, DEIS, UniPC) share: the sample is alpha x_0 + sigma epsilon with
/// alpha^2 + sigma^2 = 1, and time is lambda = log(alpha / sigma), half the log-SNR.
/// </summary>
public abstract record LogSnrScheduler : Scheduler
{
    private readonly int solverOrder = 2;

    private protected LogSnrScheduler()
    {
    }

    /// <summary>Order of the solver, 1 to 3. Default 2, which is best with guidance; 3 without.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1, 2 or 3.</exception>
    public int SolverOrder
    {
        get => solverOrder;
        init => solverOrder = value is >= 1 and <= 3
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The solver order must be 1, 2 or 3.");
    }

    /// <summary>How timesteps are picked; n + 1 points are taken and the least noisy one is dropped. Default linspace.</summary>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Linspace;

    /// <summary>Added to the timesteps under leading spacing. Default 0; Stable Diffusion states 1.</summary>
    public int StepsOffset { get; init; }

    /// <summary>How noise levels are spread between the largest and the smallest. Default: the schedule's own.</summary>
    public SigmaSpacing SigmaSpacing { get; init; }

    /// <summary>The noise level after the last step. Default zero.</summary>
    public FinalSigma FinalSigma { get; init; }

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    /// <summary>Whether runs of fewer than 15 steps end on lower orders, which steadies them. Default true.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>sigma of each training timestep; infinite ones are replaced by the level that diffusers starts from.</summary>
    private protected double[] TrainSigmas() =>
        [.. NoiseSchedule.AlphasCumprod.Select(a => a > 0 ? a : Math.Pow(2, -24)).Select(a => Math.Sqrt((1 - a) / a))];

    /// <summary>alpha and sigma of the noise level with a given ratio sigma / alpha.</summary>
    private protected static NoiseLevel LevelOf(double ratio)
    {
        double alpha = 1 / Math.Sqrt((ratio * ratio) + 1);
        return new NoiseLevel(alpha, ratio * alpha, Math.Log(alpha) - Math.Log(ratio * alpha));
    }
}
