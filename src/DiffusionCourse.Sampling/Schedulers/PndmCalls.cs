using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Collects the calls of a PNDM run; every model output is stored, and those that PLMS extrapolates from are remembered.</summary>
internal sealed class PndmCalls(PndmScheduler scheduler, int stride)
{
    private readonly List<SolverCall> _calls = [];
    private readonly List<int> _slopes = [];

    /// <summary>Eq. 13: four slopes between two timesteps; the first of them serves the multistep method later.</summary>
    public void RungeKutta(int now, int next)
    {
        var half = stride / 2;
        _slopes.Add(_calls.Count);
        Add(now, Transfer(X, M(0), now, now - half), start: X);
        Add(next + half, Transfer(XStart, M(0), now, next + half));
        Add(next + half, Transfer(XStart, M(0), now, next));
        Add(next, Transfer(XStart, 1.0 / 6 * M(0) + 1.0 / 3 * M(1) + 1.0 / 3 * M(2) + 1.0 / 6 * M(3), now, next));
    }

    /// <summary>Eq. 12, by lower orders until four slopes are there; without earlier slopes the first step is made twice.</summary>
    public IReadOnlyList<SolverCall> Multistep(int[] timesteps)
    {
        var cold = _slopes.Count == 0;
        for (var i = 0; i < timesteps.Length; i++)
        {
            var timestep = timesteps[i];
            if (cold && i == 1)
            {
                Add(timestep, Transfer(XStart, 0.5 * M(0) + 0.5 * M(1), timestep + stride, timestep));
                continue;
            }

            _slopes.Add(_calls.Count);
            Add(timestep, Transfer(X, AdamsBashforth(), timestep, timestep - stride), start: cold && i == 0 ? X : null);
        }

        return _calls;
    }

    /// <summary>The mean of up to four slopes, the newest first.</summary>
    private Combination AdamsBashforth() => _slopes.Count switch
    {
        1 => Slope(0),
        2 => 3.0 / 2 * Slope(0) - 1.0 / 2 * Slope(1),
        3 => 23.0 / 12 * Slope(0) - 16.0 / 12 * Slope(1) + 5.0 / 12 * Slope(2),
        _ => 55.0 / 24 * Slope(0) - 59.0 / 24 * Slope(1) + 37.0 / 24 * Slope(2) - 9.0 / 24 * Slope(3),
    };

    /// <summary>The slope found a number of slopes ago; every model output is stored, those that give no such slope too.</summary>
    private Combination Slope(int ago) => M(_calls.Count - _slopes[^(ago + 1)]);

    /// <summary>Eq. 11: a sample taken from one timestep to another along an output.</summary>
    private Combination Transfer(Combination sample, Combination output, int from, int to)
    {
        var alphas = scheduler.NoiseSchedule.AlphasCumprod;
        double now = alphas[from], next = to >= 0 ? alphas[to] : scheduler.SetAlphaToOne ? 1 : alphas[0];
        var epsilon =
            scheduler.PredictionType == PredictionType.VPrediction ? Math.Sqrt(1 - now) * sample + Math.Sqrt(now) * output : output;
        return Math.Sqrt(next / now) * sample + (now - next) / (now * Math.Sqrt(1 - next) + Math.Sqrt(now * (1 - now) * next)) * epsilon;
    }

    private void Add(int timestep, Combination update, Combination? start = null) =>
        _calls.Add(
            scheduler.At(timestep, NoiseLevel.OfSignal(scheduler.NoiseSchedule.AlphasCumprod[timestep])) with
            {
                Stored = Output,
                Start = start,
                Update = update,
            });
}
