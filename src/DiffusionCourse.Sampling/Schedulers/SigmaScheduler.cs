using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// What the solvers of Karras et al. 2022 (arXiv:2206.00364) share: the sample is x_0 + sigma epsilon with sigma falling to 0,
/// and the model sees it divided by sqrt(sigma^2 + 1).
/// </summary>
public abstract record SigmaScheduler : Scheduler
{
    private protected SigmaScheduler()
    {
    }

    /// <summary>How timesteps are picked. Default linspace.</summary>
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

    private protected string NameSuffix => SigmaSpacing == SigmaSpacing.Karras ? "-karras" : "";

    private protected string DisplaySuffix => SigmaSpacing == SigmaSpacing.Schedule ? "" : $" {SigmaSpacing}";

    /// <inheritdoc/>
    public override int? FixedSteps => CustomSigmas is { } sigmas ? sigmas.Count - 1 : base.FixedSteps;

    private protected override bool TakesCustomTimesteps => true;

    private protected override bool TakesCustomSigmas => true;

    private protected virtual FinalSigma LastSigma => FinalSigma.Zero;

    private protected virtual double? LowestSigma => null;

    /// <summary>Whether the model is given whole timesteps under Karras spacing, as diffusers does for some solvers.</summary>
    private protected virtual bool RoundsKarrasTimesteps => false;

    private protected virtual double? HighestSigma => null;

    /// <summary>The timesteps of the run and its noise levels, the final one included.</summary>
    private protected virtual (double[] Timesteps, double[] Sigmas) Levels(int steps)
    {
        var train = NoiseSchedule.SamplingSigmas();
        var logs = Array.ConvertAll(train, Math.Log);
        if (CustomSigmas is { } levels)
        {
            return ([.. levels.Take(steps).Select(sigma => SigmaGrid.TimestepOf(sigma, logs))], [.. levels]);
        }

        if (CustomTimesteps is not null && SigmaSpacing != SigmaSpacing.Schedule)
        {
            throw new ArgumentException($"Custom timesteps leave nothing to spread by {SigmaSpacing} spacing; choose one of the two.");
        }

        var timesteps = ListedTimesteps(TimestepSpacing, steps) is { } listed ? listed
            : TimestepSpacing == TimestepSpacing.Linspace
            ? [.. Grid.Linspace(0, TrainTimesteps - 1, steps).Reverse()]
            : Grid.Timesteps(TimestepSpacing, TrainTimesteps, TrainTimesteps, steps, StepsOffset, steps);
        var sigmas = SpacedSigmas(train, timesteps);
        if (SigmaSpacing != SigmaSpacing.Schedule)
        {
            sigmas = SigmaGrid.Spread(SigmaSpacing, HighestSigma ?? sigmas[0], LowestSigma ?? sigmas[^1], steps);
            timesteps = Array.ConvertAll(sigmas, sigma => SigmaGrid.TimestepOf(sigma, logs));
            if (RoundsKarrasTimesteps && SigmaSpacing == SigmaSpacing.Karras)
            {
                timesteps = Array.ConvertAll(timesteps, Grid.Round);
            }
        }

        return (timesteps, [.. sigmas, LastSigma == FinalSigma.Zero ? 0 : train[0]]);
    }

    /// <summary>The schedule's own levels of a run; their ends are those of a spread spacing.</summary>
    private protected virtual double[] SpacedSigmas(double[] train, double[] timesteps)
        => Array.ConvertAll(timesteps, t => SigmaGrid.At(train, t));

    private protected double InitNoiseSigma(double[] sigmas)
    {
        var maximum = sigmas.Max();
        return TimestepSpacing == TimestepSpacing.Leading ? Math.Sqrt(maximum * maximum + 1) : maximum;
    }

    /// <summary>
    /// d = (x - x_0) / sigma, the slope of the sample against sigma (line 4 of the algorithms); it is the predicted epsilon.
    /// </summary>
    private protected Combination Slope(double sigma) => ModelPrediction.EpsilonFromScaled(PredictionType, sigma);

    /// <summary>A call at a noise level; what it does to the sample is still to be said.</summary>
    private protected SolverCall At(double timestep, double sigma) => new()
    {
        Timestep = timestep,
        InputScale = 1 / Math.Sqrt(sigma * sigma + 1),
        Level = new NoiseLevel(1, sigma),
        Original = ModelPrediction.OriginalFromScaled(PredictionType, X, sigma),
    };

    /// <summary>
    /// A call between two levels of the run. diffusers noises samples that enter there to the level that the step goes to.
    /// </summary>
    private protected SolverCall AtMiddle(double middle, double next) =>
        At(TimestepOf(middle), middle) with { Level = new NoiseLevel(1, next), Sigma = middle };

    /// <summary>The timestep whose sigma in the noise schedule is the given one.</summary>
    private protected double TimestepOf(double sigma)
        => SigmaGrid.TimestepOf(sigma, Array.ConvertAll(NoiseSchedule.SamplingSigmas(), Math.Log));

    /// <summary>The ancestral split of a step: the level that it goes down to, and the noise that then lifts it to the next.</summary>
    private protected static (double Down, double Up) Split(double sigma, double next)
    {
        var up = Math.Sqrt(next * next * (sigma * sigma - next * next) / (sigma * sigma));
        return (Math.Sqrt(next * next - up * up), up);
    }
}
