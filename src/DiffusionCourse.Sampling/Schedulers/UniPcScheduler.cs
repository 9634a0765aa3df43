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

    /// <summary>
    /// Steps (counted from 0) after which the corrector is left out; large guidance scales may want 0 here. Default none.
    /// </summary>
    public IReadOnlyList<int> DisableCorrector { get; init; } = [];

    /// <summary>The noise level after the last step. Default zero.</summary>
    public FinalSigma FinalSigma { get; init; }

    /// <summary>Smallest sigma of a spread spacing; null takes the schedule's. Default null.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>Largest sigma of a spread spacing; null takes the schedule's. Default null.</summary>
    public double? SigmaMax { get; init; }

    private protected override double? LowestSigma => SigmaMin;

    private protected override double? HighestSigma => SigmaMax;

    private protected override bool TakesCustomSigmas => FlowShift is not null;

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
            FlowShift = read.FlowSigmas(terminal: true),
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
        var levels = Array.ConvertAll(sigmas, LevelOf);
        var skipped = Skip(request, timesteps.Length);
        var steps = timesteps.Length;
        var calls = new SolverCall[steps - skipped];
        var earlierOrder = 0;
        for (var i = 0; i < calls.Length; i++)
        {
            var index = skipped + i;
            var now = levels[index];
            var order = Math.Min(SolverOrder, i + 1);
            order = SigmaGrid.UsableOrder(LowerOrderFinal ? Math.Min(order, steps - index) : order, index, sigmas);
            var corrects = i > 0 && !DisableCorrector.Contains(index - 1) && sigmas[index - 1] != sigmas[index];
            calls[i] = AtLevel(timesteps[index], now) with
            {
                Stored = PredictX0 ? X0 : Epsilon(now),
                Start = corrects ? Correct(levels, index, earlierOrder) : X,
                Update = Predict(levels, index, order),
            };
            earlierOrder = order;
        }

        return new SamplingPlan { Sigmas = sigmas, InitNoiseSigma = 1, Calls = calls, Limit = PredictX0 ? Limit : OriginalLimit.None };
    }

    /// <summary>
    /// Evenly from 1 to 1 / T, the end left out, then shifted, and kept just below 1. Karras spacing takes the noise schedule's levels s
    /// to s / (1 + s) and is not shifted.
    /// </summary>
    private protected override double[] FlowSigmas(FlowShift shift, int steps, double[] train)
    {
        const double BelowOne = 1e-6;
        if (!PredictX0)
        {
            throw new ArgumentException("UniPC on epsilon (predict_x0 false) takes no flow sigmas: set predict_x0 to true.");
        }

        if (SigmaSpacing == SigmaSpacing.Karras && CustomSigmas is null)
        {
            return Array.ConvertAll(
                SigmaGrid.Spread(SigmaSpacing.Karras, SigmaMax ?? train[^1], SigmaMin ?? train[0], steps), sigma => sigma / (sigma + 1));
        }

        if (SigmaSpacing != SigmaSpacing.Schedule)
        {
            throw new ArgumentException(
                $"{DisplayName}: {SigmaSpacing} spacing gives levels of a noise schedule, which flow sigmas are not; leave one of the "
                    + "two out.");
        }

        var sigmas = shift.Apply(CustomSigmas is { } own ? [.. own] : Grid.Linspace(1, 1.0 / TrainTimesteps, steps + 1)[..^1]);
        if (Math.Abs(sigmas[0] - 1) < BelowOne)
        {
            sigmas[0] -= BelowOne;
        }

        return sigmas;
    }

    private void CheckFinalSigma()
    {
        if (FinalSigma != FinalSigma.Zero)
        {
            return;
        }

        if (!PredictX0)
        {
            throw new ArgumentException(
                "UniPC on epsilon (predict_x0 false) cannot end at sigma zero, where epsilon is undefined: set final_sigmas_type to "
                    + "sigma_min.");
        }

        if (!LowerOrderFinal && SolverOrder > 1)
        {
            throw new ArgumentException(
                "UniPC cannot take its last step to sigma zero at a higher order, since that step is infinitely long in lambda: set "
                    + "lower_order_final to true or final_sigmas_type to sigma_min.");
        }
    }
}
