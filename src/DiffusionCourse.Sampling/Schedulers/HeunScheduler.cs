using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

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
        var steps = request.Steps;
        var calls = new List<SolverCall>();
        for (var i = Skip(request); i < steps; i++)
        {
            var corrected = i + 1 < steps;
            calls.Add(Predict(timesteps[i], sigmas[i], sigmas[i + 1], corrected));
            if (corrected)
            {
                calls.Add(Correct(timesteps[i + 1], sigmas[i], sigmas[i + 1]));
            }
        }

        return new SamplingPlan { Sigmas = Doubled(sigmas), InitNoiseSigma = InitNoiseSigma(sigmas), Calls = calls, Limit = Limit };
    }

    /// <summary>
    /// Lines 4 and 5: an Euler step. The slope and the sample are kept for the correction; without one x_0 is mixed in directly.
    /// </summary>
    private SolverCall Predict(double timestep, double sigma, double next, bool corrected) => corrected
        ? At(timestep, sigma) with { Stored = LimitedSlope(sigma), Start = X, Update = X + (next - sigma) * M(0) }
        : At(timestep, sigma) with { Update = next / sigma * X + (1 - next / sigma) * X0 };

    /// <summary>Lines 7 and 8: the step again from where it started, with the mean of both slopes.</summary>
    private SolverCall Correct(double timestep, double sigma, double next) => At(timestep, next) with
    {
        Stored = LimitedSlope(next),
        Update = XStart + (next - sigma) * (0.5 * M(1) + 0.5 * M(0)),
    };

    private Combination LimitedSlope(double sigma) => Limit.IsNone ? Slope(sigma) : (X - X0) / sigma;
}
