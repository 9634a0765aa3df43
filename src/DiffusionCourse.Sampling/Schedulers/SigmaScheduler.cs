using DiffusionCourse.Schedulers.Engine;

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

    /// <summary>Added to the timesteps under leading spacing. Default 0; Stable Diffusion states 1.</summary>
    public int StepsOffset { get; init; }

    /// <summary>How noise levels are spread between the largest and the smallest. Default: the schedule's own.</summary>
    public SigmaSpacing SigmaSpacing { get; init; }

    private protected string NameSuffix => SigmaSpacing == SigmaSpacing.Karras ? "-karras" : "";

    private protected string DisplaySuffix => SigmaSpacing == SigmaSpacing.Schedule ? "" : $" {SigmaSpacing}";

    private protected virtual FinalSigma LastSigma => FinalSigma.Zero;

    private protected virtual double? LowestSigma => null;

    /// <summary>Whether the model is given whole timesteps under Karras spacing, as diffusers does for some solvers.</summary>
    private protected virtual bool RoundsKarrasTimesteps => false;

    private protected virtual double? HighestSigma => null;

    /// <summary>sigma of each training timestep; infinite ones are replaced by the level that diffusers starts from.</summary>
    private protected double[] TrainSigmas() =>
        [.. NoiseSchedule.AlphasCumprod.Select(a => a > 0 ? a : Math.Pow(2, -24)).Select(a => Math.Sqrt((1 - a) / a))];

    /// <summary>The timesteps of the run and its noise levels, the final one included.</summary>
    private protected virtual (double[] Timesteps, double[] Sigmas) Levels(int steps)
    {
        double[] train = TrainSigmas();
        double[] timesteps = TimestepSpacing == TimestepSpacing.Linspace
            ? [.. Grid.Linspace(0, TrainTimesteps - 1, steps).Reverse()]
            : Grid.Timesteps(TimestepSpacing, TrainTimesteps, TrainTimesteps, steps, StepsOffset, steps);
        double[] sigmas = Array.ConvertAll(timesteps, t => SigmaGrid.At(train, t));
        if (SigmaSpacing != SigmaSpacing.Schedule)
        {
            sigmas = SigmaGrid.Spread(SigmaSpacing, HighestSigma ?? sigmas[0], LowestSigma ?? sigmas[^1], steps);
            double[] logs = Array.ConvertAll(train, Math.Log);
            timesteps = Array.ConvertAll(sigmas, sigma => SigmaGrid.TimestepOf(sigma, logs));
            if (RoundsKarrasTimesteps && SigmaSpacing == SigmaSpacing.Karras)
            {
                timesteps = Array.ConvertAll(timesteps, Grid.Round);
            }
        }

        return (timesteps, [.. sigmas, LastSigma == FinalSigma.Zero ? 0 : train[0]]);
    }

    private protected double InitNoiseSigma(double[] sigmas)
    {
        double maximum = sigmas.Max();
        return TimestepSpacing == TimestepSpacing.Leading ? Math.Sqrt((maximum * maximum) + 1) : maximum;
    }

    /// <summary>d = (x - x_0) / sigma, the slope of the sample against sigma; it is the predicted epsilon.</summary>
    private protected Form Slope(double sigma) => PredictionType switch
    {
        PredictionType.Epsilon => new Form(0, 1),
        PredictionType.Sample => new Form(1 / sigma, -1 / sigma),
        _ => new Form(sigma / ((sigma * sigma) + 1), 1 / Math.Sqrt((sigma * sigma) + 1)),
    };

    private protected static double InputScale(double sigma) => 1 / Math.Sqrt((sigma * sigma) + 1);

    /// <summary>The timestep whose sigma in the noise schedule is the given one.</summary>
    private protected double TimestepOf(double sigma) => SigmaGrid.TimestepOf(sigma, Array.ConvertAll(TrainSigmas(), Math.Log));

    /// <summary>The ancestral split of a step: the level that it goes down to, and the noise that then lifts it to the next.</summary>
    private protected static (double Down, double Up) Split(double sigma, double next)
    {
        double up = Math.Sqrt(next * next * ((sigma * sigma) - (next * next)) / (sigma * sigma));
        return (Math.Sqrt((next * next) - (up * up)), up);
    }

    /// <summary>Levels as two-call solvers list them: all but the first and the final one twice.</summary>
    private protected static double[] Doubled(double[] sigmas) =>
        [sigmas[0], .. sigmas[1..^1].SelectMany(sigma => new[] { sigma, sigma }), sigmas[^1]];

    /// <summary>One half of a midpoint step: along the slope at one level, from another level to a third.</summary>
    /// <param name="timestep">What the model is given.</param>
    /// <param name="at">The level that the model is asked at.</param>
    /// <param name="from">The level that the step starts from.</param>
    /// <param name="to">The level that it goes to.</param>
    /// <param name="fromAnchor">Whether it starts from the sample kept by the first half.</param>
    /// <param name="noise">Factor of fresh noise.</param>
    /// <param name="entering">The level to which diffusers noises samples that enter at this call, where it is not that of the model.</param>
    private protected SolverCall MidpointCall(
        double timestep, double at, double from, double to, bool fromAnchor = false, double noise = 0, double? entering = null)
    {
        var slope = Slope(at);
        double length = to - from;
        return new SolverCall
        {
            Timestep = timestep,
            InputScale = InputScale(at),
            SignalScale = 1,
            NoiseScale = entering ?? at,
            Sigma = at,
            Original = ModelPrediction.OriginalFromScaled(PredictionType, at),
            Anchor = fromAnchor ? null : Combination.KeepSample,
            Update = new Combination
            {
                Sample = (fromAnchor ? 0 : 1) + (length * slope.Sample),
                Anchor = fromAnchor ? 1 : 0,
                Output = length * slope.Output,
                Noise = noise,
            },
            DrawsNoise = noise != 0,
        };
    }
}
