using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM2 with ancestral noise: the midpoint method of <see cref="Kdpm2Scheduler"/> down to a lower noise level, then fresh noise up
/// to the next one; from k-diffusion (Crowson 2022). n steps make 2 n - 1 calls; noise is drawn on every second one.
/// </summary>
public sealed record Kdpm2AncestralScheduler : SigmaScheduler
{
    /// <inheritdoc/>
    public override string Name => "kdpm2-a" + NameSuffix;

    /// <inheritdoc/>
    public override string DisplayName => "DPM2 a" + DisplaySuffix;

    private protected override bool RoundsKarrasTimesteps => true;

    internal static Kdpm2AncestralScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "KDPM2AncestralDiscreteScheduler");
        return new Kdpm2AncestralScheduler
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
            double sigma = sigmas[i], next = sigmas[i + 1];
            var (down, up) = Split(sigma, next);
            var middle = Math.Sqrt(sigma * down);
            calls.Add(At(timesteps[i], sigma) with { Start = X, Update = X + (middle - sigma) * Slope(sigma) });
            if (next > 0)
            {
                calls.Add(AtMiddle(middle, next) with { Update = XStart + (down - sigma) * Slope(middle) + up * Z, DrawsNoise = up != 0 });
            }
        }

        return new SamplingPlan { Sigmas = [.. Doubled(sigmas), 0, 0], InitNoiseSigma = InitNoiseSigma(sigmas), Calls = calls };
    }
}
