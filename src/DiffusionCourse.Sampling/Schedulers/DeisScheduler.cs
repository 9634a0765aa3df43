using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DEIS, the diffusion exponential integrator sampler in log-rho: Zhang and Chen 2022 (arXiv:2204.13902), section 4 and
/// appendix. The predicted epsilon is interpolated by a polynomial in log rho, rho = sigma / alpha, and integrated exactly over
/// rho. One model call a step. It always ends at the schedule's smallest noise level, never at zero.
/// </summary>
public sealed record DeisScheduler : LogSnrScheduler
{
    /// <inheritdoc/>
    public override string Name => "deis";

    /// <inheritdoc/>
    public override string DisplayName => "DEIS";

    /// <summary>Whether runs of fewer than 15 steps end on lower orders, which steadies them. Default true.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    internal static DeisScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "DEISMultistepScheduler");
        if (config.AlgorithmType is not (null or "deis" or "dpmsolver" or "dpmsolver++"))
        {
            throw read.Unknown("algorithm_type", config.AlgorithmType, "deis (dpmsolver and dpmsolver++ are taken as deis)");
        }

        if (config.SolverType is not (null or "logrho" or "midpoint" or "heun" or "bh1" or "bh2"))
        {
            throw read.Unknown("solver_type", config.SolverType, "logrho (midpoint, heun, bh1 and bh2 are taken as logrho)");
        }

        return new DeisScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(),
            FlowShift = read.FlowSigmas(),
            Limit = read.ThresholdOnly(),
            SolverOrder = config.SolverOrder ?? 2,
            LowerOrderFinal = config.LowerOrderFinal ?? true,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var (timesteps, sigmas) = Levels(request.Steps, FinalSigma.SigmaMin);
        var levels = Array.ConvertAll(sigmas, NoiseLevel.OfRatio);
        var skipped = Skip(request, timesteps.Length);
        var calls = new SolverCall[timesteps.Length - skipped];
        for (var i = 0; i < calls.Length; i++)
        {
            var index = skipped + i;
            calls[i] = At(timesteps[index], levels[index]) with
            {
                Stored = LimitedEpsilon(levels[index]),
                Update = Update(levels, sigmas, index, OrderAt(i, index, sigmas)),
            };
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = Limit };
    }

    private int OrderAt(int call, int index, double[] sigmas)
    {
        var steps = sigmas.Length - 1;
        var order = Math.Min(SolverOrder, call + 1);
        if (LowerOrderFinal && steps < 15)
        {
            order = Math.Min(order, steps - index);
        }

        return SigmaGrid.UsableOrder(order, index, sigmas);
    }

    /// <summary>Eq. 14: the sample scaled, and the last predictions with the weights C of eq. 15, integrals over rho.</summary>
    private static Combination Update(NoiseLevel[] levels, double[] rho, int index, int order)
    {
        var (now, next) = (levels[index], levels[index + 1]);
        var update = next.Alpha / now.Alpha * X;
        for (var k = 0; k < order; k++)
        {
            update += next.Alpha * (Antiderivative(rho[index + 1], k) - Antiderivative(rho[index], k)) * M(k);
        }

        return update;

        // Of the Lagrange polynomial in log rho that is 1 at node i and 0 at the other nodes.
        double Antiderivative(double at, int node)
        {
            double log = Math.Log(at), own = Math.Log(rho[index - node]);
            double[] others = [.. Enumerable.Range(0, order).Where(k => k != node).Select(k => Math.Log(rho[index - k]))];
            return others.Length switch
            {
                0 => at,
                1 => at * (log - 1 - others[0]) / (own - others[0]),
                _ => at * (log * log - 2 * log + 2 - (others[0] + others[1]) * (log - 1) + others[0] * others[1]) / (
                    (own - others[0]) * (own - others[1])),
            };
        }
    }
}
