using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM-Solver++, multistep, for models in Karras' preconditioning: Lu et al. 2022 (arXiv:2211.01095), algorithm 2, over the levels of
/// Karras et al. 2022 (arXiv:2206.00364), where alpha is 1. One model call a step.
/// </summary>
public sealed record EdmDpmSolverScheduler : EdmScheduler
{
    private readonly int _solverOrder = 2;

    /// <inheritdoc/>
    public override string Name => Algorithm == DpmSolverAlgorithm.SdeDpmSolverPlusPlus ? "edm-dpm++2m-sde" : "edm-dpm++2m";

    /// <inheritdoc/>
    public override string DisplayName
        => $"EDM DPM++ {SolverOrder}M{(Algorithm == DpmSolverAlgorithm.SdeDpmSolverPlusPlus ? " SDE" : "")}{DisplaySuffix}";

    /// <summary>Order of the solver, 1 to 3. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1, 2 or 3.</exception>
    public int SolverOrder
    {
        get => _solverOrder;
        init => _solverOrder = value is >= 1 and <= 3
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The solver order must be 1, 2 or 3.");
    }

    /// <summary>The equation solved: the ODE (the default) or the SDE in the predicted x_0.</summary>
    public DpmSolverAlgorithm Algorithm { get; init; }

    /// <summary>The form of second-order steps. Default midpoint.</summary>
    public DpmSolverType SolverType { get; init; }

    /// <summary>Whether runs of fewer than 15 steps end on lower orders, which steadies them. Default true.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>
    /// Whether the last step is of first order whatever the number of steps. Default false; always so at a final sigma of zero.
    /// </summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    internal static EdmDpmSolverScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "EDMDPMSolverMultistepScheduler");
        return new EdmDpmSolverScheduler
        {
            NoiseSchedule = read.NoTable(),
            PredictionType = read.PredictionType,
            SigmaMin = config.SigmaMin ?? 0.002,
            SigmaMax = config.SigmaMax ?? 80,
            SigmaData = config.SigmaData ?? 0.5,
            Rho = config.Rho ?? 7,
            SigmaSpacing = read.EdmSpacing,
            FinalSigma = read.FinalSigma,
            SolverOrder = config.SolverOrder ?? 2,
            Algorithm = read.Algorithm(),
            SolverType = read.DpmSolverType(),
            LowerOrderFinal = config.LowerOrderFinal ?? true,
            EulerAtFinal = config.EulerAtFinal ?? false,
            Limit = read.ThresholdOnly(),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var sde = Algorithm == DpmSolverAlgorithm.SdeDpmSolverPlusPlus;
        if (!sde && Algorithm != DpmSolverAlgorithm.DpmSolverPlusPlus)
        {
            throw new ArgumentException("The EDM solver works on the predicted x_0: set algorithm_type to dpmsolver++ or sde-dpmsolver++.");
        }

        if (sde && SolverOrder == 3)
        {
            throw new ArgumentException(
                "The EDM solver has no third-order step for sde-dpmsolver++: use solver order 1 or 2, or dpmsolver++.");
        }

        double[] sigmas = [.. Sigmas(Grid.Linspace(0, 1, request.Steps)), FinalSigma == FinalSigma.Zero ? 0 : SigmaMin];
        var levels = Array.ConvertAll(sigmas, sigma => new NoiseLevel(1, sigma));
        var solver = new DpmMultistep(new DpmSolverStep(Algorithm, SolverType), SolverOrder, LowerOrderFinal, EulerAtFinal, FinalSigma);
        var skipped = Skip(request);
        var calls = new SolverCall[request.Steps - skipped];
        for (var i = 0; i < calls.Length; i++)
        {
            var index = skipped + i;
            calls[i] = At(sigmas[index]) with
            {
                Stored = X0,
                Update = solver.Update(levels, index, solver.OrderAt(i, index, sigmas)),
                DrawsNoise = sde,
            };
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = InitNoiseSigma, Calls = calls, Limit = Limit };
    }
}
