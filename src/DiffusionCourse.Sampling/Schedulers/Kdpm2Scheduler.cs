using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM2: the midpoint method in log sigma, Karras et al. 2022 (arXiv:2206.00364), algorithm 2, as k-diffusion simplifies it.
/// Second order; each step but the last calls the model twice, so n steps make 2 n - 1 calls.
/// </summary>
public sealed record Kdpm2Scheduler : SigmaScheduler
{
    /// <inheritdoc/>
    public override string Name => "kdpm2" + NameSuffix;

    /// <inheritdoc/>
    public override string DisplayName => "DPM2" + DisplaySuffix;

    private protected override bool RoundsKarrasTimesteps => true;

    internal static Kdpm2Scheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "KDPM2DiscreteScheduler");
        return new Kdpm2Scheduler
        {
            NoiseSchedule = read.NoiseSchedule(0.00085, 0.012),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var (timesteps, sigmas) = Levels(request.Steps);
        var calls = new List<SolverCall>();
        for (var i = Skip(request); i < request.Steps; i++)
        {
            // A half step to the middle in log sigma, then the whole step along the slope found there.
            double sigma = sigmas[i], next = sigmas[i + 1], middle = Math.Sqrt(sigma * next);
            calls.Add(At(timesteps[i], sigma) with { Start = X, Update = X + (middle - sigma) * Slope(sigma) });
            if (next > 0)
            {
                calls.Add(AtMiddle(middle, next) with { Update = XStart + (next - sigma) * Slope(middle) });
            }
        }

        return new SamplingPlan { Sigmas = [.. Doubled(sigmas), 0, 0], InitNoiseSigma = InitNoiseSigma(sigmas), Calls = calls };
    }
}
