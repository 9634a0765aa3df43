using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM-Solver and DPM-Solver++, multistep: Lu et al. 2022 (arXiv:2206.00927 and arXiv:2211.01095, algorithm 2; its appendix for
/// the SDE). An exponential integrator: the linear part of the ODE is solved exactly, the model's predictions are extrapolated
/// from earlier steps. One model call a step.
/// </summary>
public sealed partial record DpmSolverMultistepScheduler : LogSnrScheduler
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
            string name = IsPlusPlus ? "DPM++" : "DPM-Solver";
            string sde = IsStochastic ? " SDE" : "";
            return $"{name} {SolverOrder}M{sde}{(SigmaSpacing == SigmaSpacing.Schedule ? "" : " " + SigmaSpacing)}";
        }
    }

    /// <inheritdoc/>
    public override bool IsStochastic => Algorithm is DpmSolverAlgorithm.SdeDpmSolverPlusPlus or DpmSolverAlgorithm.SdeDpmSolver;

    /// <summary>The equation solved. Default DPM-Solver++.</summary>
    public DpmSolverAlgorithm Algorithm { get; init; }

    /// <summary>The form of the second-order step. Default midpoint.</summary>
    public DpmSolverType SolverType { get; init; }

    /// <summary>Whether the last step is of first order whatever the number of steps. Default false; always so at a final sigma of zero.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>Timesteps whose lambda is below this are left out; -5.1 suits the cosine schedule. Default minus infinity.</summary>
    public double LambdaMinClipped { get; init; } = double.NegativeInfinity;

    private bool IsPlusPlus => Algorithm is DpmSolverAlgorithm.DpmSolverPlusPlus or DpmSolverAlgorithm.SdeDpmSolverPlusPlus;

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
        CheckOptions();
        var (timesteps, sigmas) = Levels(request.Steps);
        var levels = Array.ConvertAll(sigmas, LevelOf);
        int skipped = Skip(request);
        var calls = new SolverCall[timesteps.Length - skipped];
        for (int i = 0; i < calls.Length; i++)
        {
            int order = OrderAt(i, skipped, sigmas);
            calls[i] = Call(timesteps[skipped + i], levels, skipped + i, order);
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = Limit };
    }

    private void CheckOptions()
    {
        if (!IsPlusPlus && FinalSigma == FinalSigma.Zero)
        {
            throw new ArgumentException(
                "DPM-Solver in epsilon (algorithm dpmsolver, sde-dpmsolver) cannot end at sigma zero, where the predicted epsilon is undefined: set the final sigma to sigma_min, or use dpmsolver++.");
        }

        if (Algorithm == DpmSolverAlgorithm.SdeDpmSolver && SolverOrder == 3)
        {
            throw new ArgumentException("There is no third-order step for sde-dpmsolver: use solver order 1 or 2, or sde-dpmsolver++.");
        }
    }

    /// <summary>Early steps have few predictions to extrapolate from; late ones are lowered as the options say.</summary>
    private int OrderAt(int call, int skipped, double[] sigmas)
    {
        int steps = sigmas.Length - 1;
        int index = skipped + call;
        bool few = LowerOrderFinal && steps < 15;
        if (index == steps - 1 && (EulerAtFinal || few || FinalSigma == FinalSigma.Zero))
        {
            return 1;
        }

        int order = Math.Min(SolverOrder, call + 1);
        if (index == steps - 2 && few)
        {
            order = Math.Min(order, 2);
        }

        // Two visits to the same noise level give one prediction, not a difference.
        while (order > 1 && sigmas[index - order + 1] == sigmas[index - order + 2])
        {
            order--;
        }

        return sigmas[index] == sigmas[index + 1] ? 1 : order;
    }

    private (double[] Timesteps, double[] Sigmas) Levels(int steps)
    {
        double[] train = TrainSigmas();
        double[] logs = Array.ConvertAll(train, Math.Log);
        int last = TrainTimesteps - logs.Reverse().TakeWhile(log => -log < LambdaMinClipped).Count();
        double[] timesteps, sigmas;
        if (SigmaSpacing == SigmaSpacing.Schedule)
        {
            timesteps = Grid.Timesteps(TimestepSpacing, TrainTimesteps, last, steps, StepsOffset, TimestepSpacing == TimestepSpacing.Trailing ? steps : steps + 1);
            sigmas = Array.ConvertAll(timesteps, t => SigmaGrid.At(train, t));
        }
        else
        {
            sigmas = SigmaGrid.Spread(SigmaSpacing, train[^1], train[0], steps);
            timesteps = Array.ConvertAll(sigmas, sigma => WholeTimestep(SigmaGrid.TimestepOf(sigma, logs)));
        }

        return (timesteps, [.. sigmas, FinalSigma == FinalSigma.Zero ? 0 : train[0]]);
    }

    /// <summary>The model is given whole timesteps; diffusers rounds them for Karras and log-SNR spacing and truncates the others.</summary>
    private double WholeTimestep(double timestep) =>
        SigmaSpacing is SigmaSpacing.Karras or SigmaSpacing.LogSnr && NoiseSchedule.Name != "squaredcos_cap_v2"
            ? Grid.Round(timestep)
            : Math.Floor(timestep);

    private SolverCall Call(double timestep, NoiseLevel[] levels, int index, int order)
    {
        var now = levels[index];
        var original = ModelPrediction.Original(PredictionType, now.Alpha, now.Sigma);
        var epsilon = Limit.IsNone
            ? Combination.FromForm(ModelPrediction.Epsilon(PredictionType, now.Alpha, now.Sigma))
            : new Combination { Sample = 1 / now.Sigma, Original = -now.Alpha / now.Sigma };
        return new SolverCall
        {
            Timestep = timestep,
            SignalScale = now.Alpha,
            NoiseScale = now.Sigma,
            Original = original,
            Push = IsPlusPlus ? new Combination { Original = 1 } : epsilon,
            Update = Update(levels, index, order),
            DrawsNoise = IsStochastic,
        };
    }
}
