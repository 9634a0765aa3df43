using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// The midpoint method in log sigma, Karras et al. 2022 (arXiv:2206.00364), algorithm 2, as k-diffusion simplifies it: a half step, then
/// the whole step along the slope found there. Each step but the last calls the model twice, so n steps make 2 n - 1 calls.
/// </summary>
public abstract record MidpointScheduler : SigmaScheduler
{
    private protected MidpointScheduler()
    {
    }

    private protected override bool RoundsKarrasTimesteps => true;

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var (timesteps, sigmas) = Levels(request.Steps);
        var calls = new List<SolverCall>();
        for (var i = Skip(request); i < request.Steps; i++)
        {
            double sigma = sigmas[i], next = sigmas[i + 1];
            var (down, up) = Destination(sigma, next);
            var middle = Math.Sqrt(sigma * down);
            calls.Add(At(timesteps[i], sigma) with { Start = X, Update = X + (middle - sigma) * Slope(sigma) });
            if (next > 0)
            {
                var whole = XStart + (down - sigma) * Slope(middle);
                calls.Add(AtMiddle(middle, next) with { Update = up == 0 ? whole : whole + up * Z, DrawsNoise = up != 0 });
            }
        }

        return new SamplingPlan { Sigmas = [.. Doubled(sigmas), 0, 0], InitNoiseSigma = InitNoiseSigma(sigmas), Calls = calls };
    }

    /// <summary>The level that a step goes down to, and the noise that then lifts it to the next one.</summary>
    private protected abstract (double Down, double Up) Destination(double sigma, double next);

    /// <summary>Both solvers read the same fields of a configuration.</summary>
    private protected static T From<T>(T scheduler, ConfigReader read)
        where T : MidpointScheduler => (T)((MidpointScheduler)scheduler with
        {
            NoiseSchedule = read.NoiseSchedule(0.00085, 0.012),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(),
        });
}
