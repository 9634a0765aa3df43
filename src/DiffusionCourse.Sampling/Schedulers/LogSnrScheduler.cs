using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// What the exponential integrators (DPM-Solver, DEIS, UniPC) share: the sample is alpha x_0 + sigma epsilon with
/// alpha^2 + sigma^2 = 1, and time is lambda = log(alpha / sigma), half the log-SNR.
/// </summary>
public abstract record LogSnrScheduler : Scheduler
{
    private readonly int _solverOrder = 2;

    private protected LogSnrScheduler()
    {
    }

    /// <summary>Order of the solver, 1 to 3. Default 2, which is best with guidance; 3 without.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1, 2 or 3.</exception>
    public int SolverOrder
    {
        get => _solverOrder;
        init => _solverOrder = value is >= 1 and <= 3
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The solver order must be 1, 2 or 3.");
    }

    /// <summary>How timesteps are picked; leading and linspace take n + 1 points and drop the least noisy one. Default linspace.</summary>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Linspace;

    /// <summary>Added to the timesteps under leading spacing, 0 to 100,000. Default 0; Stable Diffusion states 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 100,000].</exception>
    public int StepsOffset
    {
        get;
        init => field = PropertyLimits.StepsOffset(value);
    }

    /// <summary>How noise levels are spread between the largest and the smallest. Default: the schedule's own.</summary>
    public SigmaSpacing SigmaSpacing { get; init; }

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    /// <summary>
    /// The shift of the noise levels of straight paths, where the sample is (1 - sigma) x_0 + sigma epsilon, for models that predict a
    /// velocity (use_flow_sigmas in diffusers); null for a noise schedule. DPM-Solver++ and UniPC only. Default null.
    /// </summary>
    public FlowShift? FlowShift { get; init; }

    private protected override bool FollowsStraightPaths => FlowShift is not null;

    private protected override bool TakesCustomTimesteps => FlowShift is null;

    internal override Scheduler WithTokens(int tokens)
        => FlowShift is { Mu: null } shift ? this with { FlowShift = shift.ForTokens(tokens) } : this;

    /// <summary>Timesteps whose lambda is below this are left out, where the scheduler supports it.</summary>
    private protected virtual double LowestLambda => double.NegativeInfinity;

    private protected virtual double? LowestSigma => null;

    private protected virtual double? HighestSigma => null;

    /// <summary>The timesteps of the run, whole numbers, and its noise levels sigma / alpha, the final one included.</summary>
    private protected (double[] Timesteps, double[] Sigmas) Levels(int steps, FinalSigma final)
    {
        if (CustomTimesteps is not null && SigmaSpacing != SigmaSpacing.Schedule)
        {
            throw new ArgumentException($"Custom timesteps leave nothing to spread by {SigmaSpacing} spacing; choose one of the two.");
        }

        var train = NoiseSchedule.SamplingSigmas();
        var logs = Array.ConvertAll(train, Math.Log);
        double[] timesteps, sigmas;
        if (FlowShift is { } shift)
        {
            sigmas = FlowSigmas(shift, steps, train);
            return (
                [.. sigmas.Select(sigma => Math.Floor(sigma * TrainTimesteps))],
                [.. sigmas, final == FinalSigma.Zero ? 0 : FlowEnd(sigmas, train[0])]);
        }

        if (SigmaSpacing == SigmaSpacing.Schedule && ListedTimesteps(TimestepSpacing, steps) is { } listed)
        {
            timesteps = Array.ConvertAll(listed, Math.Floor);
            sigmas = Array.ConvertAll(timesteps, t => SigmaGrid.At(train, t));
        }
        else if (SigmaSpacing == SigmaSpacing.Schedule)
        {
            var last = TrainTimesteps - logs.Count(log => -log < LowestLambda);
            if (last < 1)
            {
                throw new ArgumentException(
                    Invariant($"lambda_min_clipped {LowestLambda} leaves no timestep; ")
                        + Invariant($"the schedule's lambda goes from {-logs[^1]:g4} to {-logs[0]:g4}."));
            }

            var points = TimestepSpacing == TimestepSpacing.Trailing ? steps : steps + 1;
            timesteps = Grid.Timesteps(TimestepSpacing, TrainTimesteps, last, steps, StepsOffset, points);
            sigmas = Array.ConvertAll(timesteps, t => SigmaGrid.At(train, t));
        }
        else
        {
            sigmas = SigmaGrid.Spread(SigmaSpacing, HighestSigma ?? train[^1], LowestSigma ?? train[0], steps);
            timesteps = Array.ConvertAll(sigmas, sigma => WholeTimestep(SigmaGrid.TimestepOf(sigma, logs)));
        }

        var smallest = SigmaSpacing == SigmaSpacing.Schedule ? train[0] : EndOf(sigmas, train[0]);
        return (timesteps, [.. sigmas, final == FinalSigma.Zero ? 0 : smallest]);
    }

    /// <summary>The levels of straight paths but for the final one.</summary>
    private protected virtual double[] FlowSigmas(FlowShift shift, int steps, double[] train) =>
        throw new ArgumentException($"{DisplayName} has no flow sigmas: use DPM++, UniPC, or a flow scheduler.");

    /// <summary>Where flow sigmas end that do not end at zero.</summary>
    private protected virtual double FlowEnd(double[] sigmas, double smallest) => sigmas[^1];

    /// <summary>The level of a run's sigma: on a straight path where there is one, otherwise with alpha^2 + sigma^2 = 1.</summary>
    private protected NoiseLevel LevelOf(double sigma) => FlowShift is null ? NoiseLevel.OfRatio(sigma) : NoiseLevel.OfStraightPath(sigma);

    /// <summary>A call at a level of the run; what it does to the sample is still to be said.</summary>
    private protected SolverCall AtLevel(double timestep, NoiseLevel level) =>
        FlowShift is null ? At(timestep, level) : At(timestep, level) with { Sigma = level.Sigma };

    /// <summary>
    /// Where a spread spacing ends that does not end at zero: on its own last level, so that a run's last step has no length, as
    /// diffusers has it.
    /// </summary>
    private protected virtual double EndOf(double[] spread, double smallest) => spread[^1];

    /// <summary>
    /// The model is given whole timesteps; diffusers rounds them for Karras and log-SNR spacing and truncates the others.
    /// </summary>
    private protected virtual double WholeTimestep(double timestep) =>
        SigmaSpacing is SigmaSpacing.Karras or SigmaSpacing.LogSnr ? Grid.Round(timestep) : Math.Floor(timestep);

    /// <summary>epsilon, recomputed from x_0 where that is limited.</summary>
    private protected Combination LimitedEpsilon(NoiseLevel level) => Limit.IsNone ? Epsilon(level) : (X - level.Alpha * X0) / level.Sigma;
}
