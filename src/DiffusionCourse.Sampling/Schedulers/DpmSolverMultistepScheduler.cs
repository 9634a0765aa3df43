using DiffusionCourse.Schedulers.Engine;

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
            var name = PredictsOriginal ? "DPM++" : "DPM-Solver";
            var sde = SolvesSde ? " SDE" : "";
            return $"{name} {SolverOrder}M{sde}{(SigmaSpacing == SigmaSpacing.Schedule ? "" : " " + SigmaSpacing)}";
        }
    }

    /// <summary>Whether runs of fewer than 15 steps end on lower orders, which steadies them. Default true.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>
    /// Whether the last step is of first order whatever the number of steps. Default false; always so at a final sigma of zero.
    /// </summary>
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
            FlowShift = read.FlowSigmas(),
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
        var solver = new DpmMultistep(Solver, SolverOrder, LowerOrderFinal, EulerAtFinal, FinalSigma);
        var skipped = Skip(request, timesteps.Length);
        var calls = new SolverCall[timesteps.Length - skipped];
        for (var i = 0; i < calls.Length; i++)
        {
            var index = skipped + i;
            calls[i] =
                Call(timesteps[index], levels[index]) with { Update = solver.Update(levels, index, solver.OrderAt(i, index, sigmas)) };
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = Limit };
    }

    /// <summary>Rounded for Karras and log-SNR spacing, except on the cosine schedule, as diffusers has it.</summary>
    private protected override double WholeTimestep(double timestep) =>
        NoiseSchedule.Name.StartsWith("squaredcos_cap_v2", StringComparison.Ordinal) ? Math.Floor(timestep) : base.WholeTimestep(timestep);
}
