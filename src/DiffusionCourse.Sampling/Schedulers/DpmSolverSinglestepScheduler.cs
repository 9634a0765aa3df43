using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

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
            var name = PredictsOriginal ? "DPM++" : "DPM-Solver";
            var sde = SolvesSde ? " SDE" : "";
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

            // diffusers' singlestep solver has no timestep_spacing and runs linspace, whatever a file states; this library's own value is
            // another matter.
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace) == TimestepSpacing.AlignYourSteps
                ? TimestepSpacing.AlignYourSteps
                : TimestepSpacing.Linspace,
            SigmaSpacing = read.SigmaSpacing(),
            FlowShift = read.FlowSigmas(),
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
            throw new ArgumentException(
                "The singlestep solver has no sde-dpmsolver: use sde-dpmsolver++, dpmsolver++ or dpmsolver, or the multistep solver.");
        }

        var (timesteps, sigmas) = Levels(request.Steps, FinalSigma);
        var levels = Array.ConvertAll(sigmas, LevelOf);
        var orders = Orders(timesteps.Length);
        var skipped = Skip(request, timesteps.Length);
        var calls = new SolverCall[timesteps.Length - skipped];
        for (var i = 0; i < calls.Length; i++)
        {
            // A run that starts in the middle of a group has not the predictions that the group's later steps ask for.
            var index = skipped + i;
            var order = Math.Min(orders[index], i + 1);
            calls[i] = Call(timesteps[index], levels[index]) with
            {
                Start = order == 1 ? X : null,
                Update = Update(levels, index, order, sigmas),
            };
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = Limit };
    }

    /// <summary>The order of each step: 1, 2, .. within a group.</summary>
    private int[] Orders(int steps)
    {
        var lowered = LowerOrderFinal || steps % SolverOrder != 0 || FinalSigma == FinalSigma.Zero;
        int[] orders = [.. Enumerable.Range(0, steps).Select(i => i % SolverOrder + 1)];
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

    /// <summary>From the group's first sample to the next level; M(order - 1) is the prediction at its start.</summary>
    private Combination Update(NoiseLevel[] levels, int index, int order, double[] sigmas)
    {
        var first = index - order + 1;
        var (from, to) = (levels[first], levels[index + 1]);
        var m = M(order - 1);

        // Two visits to one level give no difference to extrapolate from; only the levels asked at must differ, and the two ends.
        var differ = sigmas[first] != sigmas[index + 1] && Enumerable.Range(first, order - 1).All(i => sigmas[i] != sigmas[i + 1]);
        if (order == 1 || !differ)
        {
            return Solver.Solve(XStart, from, to, m);
        }

        var h = to.Lambda - from.Lambda;
        var r0 = (levels[index].Lambda - from.Lambda) / h;
        var outer = (M(0) - m) / r0;
        if (order == 2)
        {
            return Solver.SolveSecondOrder(XStart, from, to, m, outer);
        }

        if (SolverType == DpmSolverType.Midpoint)
        {
            return Solver.Solve(XStart, from, to, m, outer);
        }

        var r1 = (levels[index - 1].Lambda - from.Lambda) / h;
        var inner = (M(1) - m) / r1;
        return Solver.Solve(XStart, from, to, m, (r0 * inner - r1 * outer) / (r0 - r1), 2 / (r0 - r1) * (outer - inner));
    }
}
