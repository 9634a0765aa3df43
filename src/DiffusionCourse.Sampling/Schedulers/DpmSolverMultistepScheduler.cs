using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM-Solver and DPM-Solver++, multistep: Lu et al. 2022 (arXiv:2206.00927; arXiv:2211.01095, algorithm 2 and, for the SDE, its
/// appendix). An exponential integrator: the linear part of the ODE is solved exactly, the model's predictions are
/// extrapolated from earlier steps. One model call a step.
/// </summary>
/// <remarks>The first step has nothing to extrapolate from and is of first order, so a whole run converges with order 2 at most.</remarks>
public sealed record DpmSolverMultistepScheduler : DpmSolverScheduler
{
    /// <inheritdoc/>
    public override string Name => (Algorithm, SigmaSpacing) switch
    {
        (DpmSolverAlgorithm.SdeDpmSolverPlusPlus, SigmaSpacing.Karras) => "dpm++2m-sde-karras",
        (DpmSolverAlgorithm.SdeDpmSolverPlusPlus, _) => "dpm++2m-sde",
        (DpmSolverAlgorithm.DpmSolverPlusPlus, SigmaSpacing.Karras) => "dpm++2m-karras",
        (DpmSolverAlgorithm.DpmSolverPlusPlus, _) => "dpm++2m",
        _ => "dpm-solver",
    };

    /// <inheritdoc/>
    public override string DisplayName
    {
        get
        {
            string name = PredictsOriginal ? "DPM++" : "DPM-Solver";
            string sde = IsStochastic ? " SDE" : "";
            return $"{name} {SolverOrder}M{sde}{(SigmaSpacing == SigmaSpacing.Schedule ? "" : " " + SigmaSpacing)}";
        }
    }

    /// <summary>Whether runs of fewer than 15 steps end on lower orders, which steadies them. Default true.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Whether the last step is of first order whatever the number of steps. Default false; always so at a final sigma of zero.</summary>
    public bool EulerAtFinal { get; init; }

    internal static DpmSolverMultistepScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "DPMSolverMultistepScheduler");
        return new DpmSolverMultistepScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(logSnr: true),
            FinalSigma = read.FinalSigma,
            Limit = read.ThresholdOnly(),
            SolverOrder = config.SolverOrder ?? 2,
            Algorithm = read.Algorithm(),
            SolverType = read.DpmSolverType(),
            LowerOrderFinal = config.LowerOrderFinal ?? true,
            EulerAtFinal = config.EulerAtFinal ?? false,
            LambdaMinClipped = config.LambdaMinClipped ?? double.NegativeInfinity,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        CheckFinalSigma();
        if (Algorithm == DpmSolverAlgorithm.SdeDpmSolver && SolverOrder == 3)
        {
            throw new ArgumentException("There is no third-order step for sde-dpmsolver: use solver order 1 or 2, or sde-dpmsolver++.");
        }

        var (timesteps, sigmas) = Levels(request.Steps, FinalSigma);
        var levels = Array.ConvertAll(sigmas, LevelOf);
        int skipped = Skip(request, timesteps.Length);
        var calls = new SolverCall[timesteps.Length - skipped];
        for (int i = 0; i < calls.Length; i++)
        {
            int index = skipped + i;
            calls[i] = Call(timesteps[index], levels[index], Update(levels, index, OrderAt(i, index, sigmas)));
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = Limit };
    }

    /// <summary>Rounded for Karras and log-SNR spacing, except on the cosine schedule, as diffusers has it.</summary>
    private protected override double WholeTimestep(double timestep) =>
        NoiseSchedule.Name.StartsWith("squaredcos_cap_v2", StringComparison.Ordinal) ? Math.Floor(timestep) : base.WholeTimestep(timestep);

    /// <summary>Early steps have few predictions to extrapolate from; late ones are lowered as the options say.</summary>
    private int OrderAt(int call, int index, double[] sigmas)
    {
        int steps = sigmas.Length - 1;
        bool lowered = LowerOrderFinal && steps < 15;
        if (index == steps - 1 && (EulerAtFinal || lowered || FinalSigma == FinalSigma.Zero))
        {
            return 1;
        }

        int order = Math.Min(SolverOrder, call + 1);
        return UsableOrder(index == steps - 2 && lowered ? Math.Min(order, 2) : order, index, sigmas);
    }

    private Combination Update(NoiseLevel[] levels, int index, int order)
    {
        var now = levels[index];
        var next = levels[index + 1];
        var weights = Weights(now, next);
        double h = next.Lambda - now.Lambda;
        double[] history = order switch
        {
            1 => [weights.Value],
            2 => SecondOrder(weights, (now.Lambda - levels[index - 1].Lambda) / h),
            _ => ThirdOrder(weights, (now.Lambda - levels[index - 1].Lambda) / h, (levels[index - 1].Lambda - levels[index - 2].Lambda) / h),
        };
        return new Combination { Sample = weights.Sample, History = history, Noise = weights.Noise };
    }

    /// <summary>D1 = (m0 - m1) / r0.</summary>
    private double[] SecondOrder(SolverWeights weights, double r0)
    {
        double slope = SolverType == DpmSolverType.Midpoint ? weights.MidpointSlope : weights.Slope;
        return [weights.Value + (slope / r0), -slope / r0];
    }

    /// <summary>
    /// With E0 = (m0 - m1) / r0 and E1 = (m1 - m2) / r1: D1 = E0 + r0 / (r0 + r1) (E0 - E1) and D2 = (E0 - E1) / (r0 + r1).
    /// </summary>
    private static double[] ThirdOrder(SolverWeights weights, double r0, double r1)
    {
        double bend = ((weights.Slope * r0) + weights.Bend) / (r0 + r1);
        double recent = (weights.Slope + bend) / r0;
        double earlier = -bend / r1;
        return [weights.Value + recent, earlier - recent, -earlier];
    }
}
