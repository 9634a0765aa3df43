using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM-Solver and DPM-Solver++, multistep: Lu et al. 2022 (arXiv:2206.00927; arXiv:2211.01095, algorithm 2 and, for the SDE, its
/// appendix). An exponential integrator: the linear part of the ODE is solved exactly, the model's predictions are
/// extrapolated from earlier steps. One model call a step.
/// </summary>
/// <remarks>
/// The first step has nothing to extrapolate from and is of first order, so a whole run converges with order 2 at most. Of four steps
/// of Stable Diffusion the second prints itself as
/// "t = 749: x &lt;- 0.8758 x + 0.4323 m - 0.1151 m[-1]; m = x0; x0 = 4.202 x - 4.082 eps; eps = model(x)".
/// </remarks>
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
            string sde = SolvesSde ? " SDE" : "";
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
        var levels = Array.ConvertAll(sigmas, NoiseLevel.OfRatio);
        int skipped = Skip(request, timesteps.Length);
        var calls = new SolverCall[timesteps.Length - skipped];
        for (int i = 0; i < calls.Length; i++)
        {
            int index = skipped + i;
            calls[i] = Call(timesteps[index], levels[index]) with { Update = Update(levels, index, OrderAt(i, index, sigmas)) };
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

    /// <summary>
    /// Algorithm 2: with m the predicted x_0 at each level and h the step in lambda,
    /// x &lt;- sigma_t / sigma_s x - alpha_t (e^-h - 1) (m + D1 / 2), where D1 = (m - m[-1]) / r0.
    /// </summary>
    private Combination Update(NoiseLevel[] levels, int index, int order)
    {
        var (now, next) = (levels[index], levels[index + 1]);
        if (order == 1)
        {
            return Solve(X, now, next, M(0));
        }

        double h = next.Lambda - now.Lambda;
        double r0 = (now.Lambda - levels[index - 1].Lambda) / h;
        var d1 = (M(0) - M(1)) / r0;
        if (order == 2)
        {
            return SolveSecondOrder(X, now, next, M(0), d1);
        }

        double r1 = (levels[index - 1].Lambda - levels[index - 2].Lambda) / h;
        var d2 = (d1 - (M(1) - M(2)) / r1) / (r0 + r1);
        return Solve(X, now, next, M(0), d1 + r0 * d2, d2);
    }
}
