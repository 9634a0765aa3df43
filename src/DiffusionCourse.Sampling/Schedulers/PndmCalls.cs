namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Collects the calls of a PNDM run; every model output is stored, and those that PLMS extrapolates from are remembered.</summary>
internal sealed class PndmCalls(PndmScheduler scheduler, int stride)
{
    /// <summary>Adams-Bashforth coefficients for one to four slopes, the newest first.</summary>
    private static readonly double[][] AdamsBashforth =
    [
        [1],
        [3.0 / 2, -1.0 / 2],
        [23.0 / 12, -16.0 / 12, 5.0 / 12],
        [55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24],
    ];

    private readonly List<SolverCall> _calls = [];
    private readonly List<int> _slopes = [];

    /// <summary>Eq. 13: four slopes between two timesteps; the first of them serves the multistep method later.</summary>
    public void RungeKutta(int now, int next)
    {
        int half = stride / 2;
        _slopes.Add(_calls.Count);
        Add(now, now, now - half, [1], keepSample: true);
        Add(next + half, now, next + half, [1], fromKept: true);
        Add(next + half, now, next, [1], fromKept: true);
        Add(next, now, next, [1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6], fromKept: true);
    }

    /// <summary>Eq. 12, by lower orders until four slopes are there; without earlier slopes the first step is made twice.</summary>
    public IReadOnlyList<SolverCall> Multistep(int[] timesteps)
    {
        bool cold = _slopes.Count == 0;
        for (int i = 0; i < timesteps.Length; i++)
        {
            int timestep = timesteps[i];
            if (cold && i == 1)
            {
                Add(timestep, timestep + stride, timestep, [0.5, 0.5], fromKept: true);
                continue;
            }

            _slopes.Add(_calls.Count);
            double[] coefficients = AdamsBashforth[Math.Min(_slopes.Count, 4) - 1];
            var weights = new double[_calls.Count - _slopes[^coefficients.Length] + 1];
            for (int k = 0; k < coefficients.Length; k++)
            {
                weights[_calls.Count - _slopes[^(k + 1)]] = coefficients[k];
            }

            Add(timestep, timestep, timestep - stride, weights, keepSample: cold && i == 0);
        }

        return _calls;
    }

    /// <summary>Eq. 11, the transfer from one timestep to another along a mean of stored outputs.</summary>
    private void Add(int call, int from, int to, double[] weights, bool keepSample = false, bool fromKept = false)
    {
        var alphas = scheduler.NoiseSchedule.AlphasCumprod;
        double now = alphas[from];
        double next = to >= 0 ? alphas[to] : scheduler.SetAlphaToOne ? 1 : alphas[0];
        double factor = (now - next) / ((now * Math.Sqrt(1 - next)) + Math.Sqrt(now * (1 - now) * next));
        double sample = Math.Sqrt(next / now);
        double output = factor;
        if (scheduler.PredictionType == PredictionType.VPrediction)
        {
            sample += factor * Math.Sqrt(1 - now);
            output *= Math.Sqrt(now);
        }

        double alpha = Math.Sqrt(alphas[call]), sigma = Math.Sqrt(1 - alphas[call]);
        _calls.Add(new SolverCall
        {
            Timestep = call,
            SignalScale = alpha,
            NoiseScale = sigma,
            Original = ModelPrediction.Original(scheduler.PredictionType, alpha, sigma),
            Push = new Combination { Output = 1 },
            Anchor = keepSample ? Combination.KeepSample : null,
            Update = new Combination
            {
                Sample = fromKept ? 0 : sample,
                Anchor = fromKept ? sample : 0,
                History = Array.ConvertAll(weights, weight => weight * output),
            },
        });
    }
}
