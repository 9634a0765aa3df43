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

    private protected virtual FinalSigma LastSigma => FinalSigma.Zero;

    private protected virtual double? LowestSigma => null;

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
}
