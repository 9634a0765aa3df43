using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM-Solver and DPM-Solver++, singlestep: Lu et al. 2022 (arXiv:2206.00927, algorithms 1 and 2; arXiv:2211.01095, algorithm 1).
/// Steps come in groups of up to <see cref="LogSnrScheduler.SolverOrder"/>; each group starts afresh from its first sample and
/// uses only its own predictions. One model call a step.
/// </summary>
public sealed record DpmSolverSinglestepScheduler : DpmSolverScheduler
{
    /// <inheritdoc/>
    public override string Name => (Algorithm, SigmaSpacing) switch
    {
        (DpmSolverAlgorithm.SdeDpmSolverPlusPlus, SigmaSpacing.Karras) => "dpm++sde-karras",
        (DpmSolverAlgorithm.SdeDpmSolverPlusPlus, _) => "dpm++sde",
        (_, SigmaSpacing.Karras) => "dpm++2s-karras",
        _ => "dpm++2s",
    };

    /// <inheritdoc/>
    public override string DisplayName
    {
        get
        {
            string name = PredictsOriginal ? "DPM++" : "DPM-Solver";
            string sde = IsStochastic ? " SDE" : "";
            return $"{name} {SolverOrder}S{sde}{(SigmaSpacing == SigmaSpacing.Schedule ? "" : " " + SigmaSpacing)}";
        }
    }

    /// <summary>
    /// Whether the last group is shortened so that any number of steps fits. Default false; switched on by itself where the
    /// steps are no multiple of the order or the final sigma is zero.
    /// </summary>
    public bool LowerOrderFinal { get; init; }

    internal static DpmSolverSinglestepScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "DPMSolverSinglestepScheduler");
        return new DpmSolverSinglestepScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            SigmaSpacing = read.SigmaSpacing(),
            FinalSigma = read.FinalSigma,
            Limit = read.ThresholdOnly(),
            SolverOrder = config.SolverOrder ?? 2,
            Algorithm = read.Algorithm(),
            SolverType = read.DpmSolverType(),
            LowerOrderFinal = config.LowerOrderFinal ?? false,
            LambdaMinClipped = config.LambdaMinClipped ?? double.NegativeInfinity,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        CheckFinalSigma();
        if (Algorithm == DpmSolverAlgorithm.SdeDpmSolver)
        {
            throw new ArgumentException("The singlestep solver has no sde-dpmsolver: use sde-dpmsolver++, dpmsolver++ or dpmsolver, or the multistep solver.");
        }

        var (timesteps, sigmas) = Levels(request.Steps, FinalSigma);
        var levels = Array.ConvertAll(sigmas, LevelOf);
        int[] orders = Orders(timesteps.Length);
        int skipped = Skip(request, timesteps.Length);
        var calls = new SolverCall[timesteps.Length - skipped];
        for (int i = 0; i < calls.Length; i++)
        {
            // A run that starts in the middle of a group has not the predictions that the group's later steps ask for.
            int index = skipped + i;
            int order = Math.Min(orders[index], i + 1);
            calls[i] = Call(timesteps[index], levels[index], Update(levels, index, order, sigmas), anchor: order == 1);
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = Limit };
    }

    /// <summary>The order of each step: 1, 2, .. within a group.</summary>
    private int[] Orders(int steps)
    {
        bool lowered = LowerOrderFinal || steps % SolverOrder != 0 || FinalSigma == FinalSigma.Zero;
        int[] orders = [.. Enumerable.Range(0, steps).Select(i => (i % SolverOrder) + 1)];
        if (lowered && SolverOrder > 1 && steps % SolverOrder == 0)
        {
            // The last group is cut in two, so that the very last step is of first order.
            orders[^1] = 1;
        }

        if (FinalSigma == FinalSigma.Zero)
        {
            orders[^1] = 1;
        }

        return orders;
    }

    private Combination Update(NoiseLevel[] levels, int index, int order, double[] sigmas)
    {
        var from = levels[index - order + 1];
        var to = levels[index + 1];
        var weights = Weights(from, to);
        double h = to.Lambda - from.Lambda;
        bool moved = Enumerable.Range(index - order + 1, order).All(i => sigmas[i] != sigmas[i + 1]);
        double[] history = (moved ? order : 1) switch
        {
            1 => [.. new double[order - 1], weights.Value],
            2 => SecondOrder(weights, (levels[index].Lambda - from.Lambda) / h),
            _ => ThirdOrder(weights, (levels[index].Lambda - from.Lambda) / h, (levels[index - 1].Lambda - from.Lambda) / h),
        };
        return new Combination { Anchor = weights.Sample, History = history, Noise = weights.Noise };
    }

    /// <summary>m1 is the prediction at the group's start: D0 = m1, D1 = (m0 - m1) / r0.</summary>
    private double[] SecondOrder(SolverWeights weights, double r0)
    {
        double slope = SolverType == DpmSolverType.Midpoint ? weights.MidpointSlope : weights.Slope;
        return [slope / r0, weights.Value - (slope / r0)];
    }

    /// <summary>
    /// m2 is the prediction at the group's start. With E0 = (m1 - m2) / r1 and E1 = (m0 - m2) / r0: D1 = (r0 E0 - r1 E1) / (r0 - r1)
    /// and D2 = 2 (E1 - E0) / (r0 - r1); the midpoint form takes D1 = E1 and no D2.
    /// </summary>
    private double[] ThirdOrder(SolverWeights weights, double r0, double r1)
    {
        double inner = 0, outer = weights.Slope;
        if (SolverType == DpmSolverType.Heun)
        {
            inner = ((weights.Slope * r0) - (2 * weights.Bend)) / (r0 - r1);
            outer = ((2 * weights.Bend) - (weights.Slope * r1)) / (r0 - r1);
        }

        return [outer / r0, inner / r1, weights.Value - (outer / r0) - (inner / r1)];
    }
}
