using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// UniPC, a unified predictor-corrector: Zhao et al. 2023 (arXiv:2302.04867), algorithms 1 and 2. Each model call first
/// corrects the sample that it was asked at (raising the order by one at no cost), then predicts the next. One model call a step.
/// </summary>
public sealed partial record UniPcScheduler : LogSnrScheduler
{
    /// <inheritdoc/>
    public override string Name => "unipc";

    /// <inheritdoc/>
    public override string DisplayName => "UniPC";

    /// <summary>The function B(h). Default bh2.</summary>
    public UniPcSolverType SolverType { get; init; }

    /// <summary>
    /// Whether it works on the predicted x_0 (true, the default: better with guidance) or on epsilon, where x_0 is not limited, as in
    /// diffusers.
    /// </summary>
    public bool PredictX0 { get; init; } = true;

    /// <summary>Whether the order falls towards the end, which steadies short runs. Default true.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Steps (counted from 0) after which the corrector is left out; large guidance scales may want 0 here. Default none.</summary>
    public IReadOnlyList<int> DisableCorrector { get; init; } = [];

    /// <summary>The noise level after the last step. Default zero.</summary>
    public FinalSigma FinalSigma { get; init; }

    /// <summary>Smallest sigma of a spread spacing; null takes the schedule's. Default null.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>Largest sigma of a spread spacing; null takes the schedule's. Default null.</summary>
    public double? SigmaMax { get; init; }

    private protected override double? LowestSigma => SigmaMin;

    private protected override double? HighestSigma => SigmaMax;

    internal static UniPcScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "UniPCMultistepScheduler");
        return new UniPcScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(),
            FinalSigma = read.FinalSigma,
            Limit = read.ThresholdOnly(),
            SolverOrder = config.SolverOrder ?? 2,
            SolverType = config.SolverType switch
            {
                null or "bh2" or "midpoint" or "heun" or "logrho" => UniPcSolverType.Bh2,
                "bh1" => UniPcSolverType.Bh1,
                var unknown => throw read.Unknown("solver_type", unknown, "bh1, bh2"),
            },
            PredictX0 = config.PredictX0 ?? true,
            LowerOrderFinal = config.LowerOrderFinal ?? true,
            DisableCorrector = config.DisableCorrector ?? [],
            SigmaMin = config.SigmaMin,
            SigmaMax = config.SigmaMax,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        CheckFinalSigma();
        var (timesteps, sigmas) = Levels(request.Steps, FinalSigma);
        var levels = Array.ConvertAll(sigmas, NoiseLevel.OfRatio);
        int skipped = Skip(request, timesteps.Length);
        int steps = timesteps.Length;
        var calls = new SolverCall[steps - skipped];
        int earlierOrder = 0;
        for (int i = 0; i < calls.Length; i++)
        {
            int index = skipped + i;
            var now = levels[index];
            int order = Math.Min(SolverOrder, i + 1);
            order = UsableOrder(LowerOrderFinal ? Math.Min(order, steps - index) : order, index, sigmas);
            bool corrects = i > 0 && !DisableCorrector.Contains(index - 1) && sigmas[index - 1] != sigmas[index];
            calls[i] = At(timesteps[index], now) with
            {
                Stored = PredictX0 ? X0 : Epsilon(now),
                Start = corrects ? Correct(levels, index, earlierOrder) : X,
                Update = Predict(levels, index, order),
            };
            earlierOrder = order;
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = PredictX0 ? Limit : OriginalLimit.None };
    }

    private void CheckFinalSigma()
    {
        if (FinalSigma != FinalSigma.Zero)
        {
            return;
        }

        if (!PredictX0)
        {
            throw new ArgumentException("UniPC on epsilon (predict_x0 false) cannot end at sigma zero, where epsilon is undefined: set final_sigmas_type to sigma_min.");
        }

        if (!LowerOrderFinal && SolverOrder > 1)
        {
            throw new ArgumentException(
                "UniPC cannot take its last step to sigma zero at a higher order, since that step is infinitely long in lambda: set lower_order_final to true or final_sigmas_type to sigma_min.");
        }
    }
}
