using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Heun's method on the probability-flow ODE: Karras et al. 2022 (arXiv:2206.00364), algorithm 1. Second order; each step but
/// the last calls the model twice, so n steps make 2 n - 1 calls.
/// </summary>
public sealed record HeunScheduler : SigmaScheduler
{
    /// <inheritdoc/>
    public override string Name => "heun" + NameSuffix;

    /// <inheritdoc/>
    public override string DisplayName => "Heun" + DisplaySuffix;

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    internal static HeunScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "HeunDiscreteScheduler");
        return new HeunScheduler
        {
            NoiseSchedule = read.NoiseSchedule(0.00085, 0.012),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(),
            Limit = read.ClampOnly(),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var (timesteps, sigmas) = Levels(request.Steps);
        int steps = request.Steps;
        var calls = new List<SolverCall>();
        for (int i = Skip(request); i < steps; i++)
        {
            bool corrected = i + 1 < steps;
            calls.Add(Predict(timesteps[i], sigmas[i], sigmas[i + 1], corrected));
            if (corrected)
            {
                calls.Add(Correct(timesteps[i + 1], sigmas[i], sigmas[i + 1]));
            }
        }

        return new SamplingPlan { Sigmas = Doubled(sigmas), InitNoiseSigma = InitNoiseSigma(sigmas), Calls = calls, Limit = Limit };
    }

    /// <summary>An Euler step; the slope and the sample are kept for the correction.</summary>
    private SolverCall Predict(double timestep, double sigma, double next, bool keep) => new()
    {
        Timestep = timestep,
        InputScale = InputScale(sigma),
        SignalScale = 1,
        NoiseScale = sigma,
        Original = ModelPrediction.OriginalFromScaled(PredictionType, sigma),
        Push = keep ? SlopeFromOriginal(sigma) : null,
        Anchor = keep ? Combination.KeepSample : null,
        Update = keep
            ? new Combination { Sample = 1, History = [next - sigma] }
            : new Combination { Sample = next / sigma, Original = 1 - (next / sigma) },
    };

    /// <summary>The step again from where it started, with the mean of both slopes.</summary>
    private SolverCall Correct(double timestep, double sigma, double next) => new()
    {
        Timestep = timestep,
        InputScale = InputScale(next),
        SignalScale = 1,
        NoiseScale = next,
        Original = ModelPrediction.OriginalFromScaled(PredictionType, next),
        Push = SlopeFromOriginal(next),
        Update = new Combination { Anchor = 1, History = [0.5 * (next - sigma), 0.5 * (next - sigma)] },
    };

    private Combination SlopeFromOriginal(double sigma) => Limit.IsNone
        ? Combination.FromForm(Slope(sigma))
        : new Combination { Sample = 1 / sigma, Original = -1 / sigma };
}
