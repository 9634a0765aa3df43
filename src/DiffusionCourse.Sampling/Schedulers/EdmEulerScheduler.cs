using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Euler's method for models in Karras' preconditioning: Karras et al. 2022 (arXiv:2206.00364), algorithm 2 without its second-order
/// correction. First order; one model call a step.
/// </summary>
/// <remarks>
/// As in diffusers the model is asked at sigma, before churn adds noise, and its answer is used at the raised level; algorithm 2 asks
/// there.
/// </remarks>
public sealed record EdmEulerScheduler : EdmScheduler
{
    /// <inheritdoc/>
    public override string Name => "edm-euler";

    /// <inheritdoc/>
    public override string DisplayName => "EDM Euler" + DisplaySuffix;

    /// <summary>S_churn, at least 0: how much noise is added over the run before it is removed again. Default 0, deterministic.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0, or no number.</exception>
    public double Churn
    {
        get;
        init => field = PropertyLimits.Churn(value);
    }

    /// <summary>S_tmin: churn only at sigma of at least this. Default 0.</summary>
    public double ChurnFrom { get; init; }

    /// <summary>S_tmax: churn only at sigma of at most this. Default infinite.</summary>
    public double ChurnTo { get; init; } = double.PositiveInfinity;

    /// <summary>S_noise: factor on the added noise. Default 1.</summary>
    public double ChurnNoise { get; init; } = 1;

    /// <summary>
    /// Where between the largest (0) and the smallest level (1) each step of Karras spacing starts, rising; null is evenly. It fixes the
    /// number of steps. (diffusers passes it as <c>sigmas</c>.) Exponential spacing uses only its length. Default null.
    /// </summary>
    public IReadOnlyList<double>? Ramp { get; init; }

    /// <inheritdoc/>
    public override int? FixedSteps => Ramp?.Count;

    internal static EdmEulerScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "EDMEulerScheduler");
        return new EdmEulerScheduler
        {
            NoiseSchedule = read.NoTable(),
            PredictionType = read.PredictionType,
            SigmaMin = config.SigmaMin ?? 0.002,
            SigmaMax = config.SigmaMax ?? 80,
            SigmaData = config.SigmaData ?? 0.5,
            Rho = config.Rho ?? 7,
            SigmaSpacing = read.EdmSpacing,
            FinalSigma = read.FinalSigma,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        for (var i = 0; i < (Ramp?.Count ?? 0); i++)
        {
            if (!(Ramp![i] is >= 0 and <= 1) || (i > 0 && Ramp[i] <= Ramp[i - 1]))
            {
                throw new ArgumentException(Invariant($"The ramp must rise within 0 to 1; number {i + 1} is {Ramp[i]}."));
            }
        }

        var sigmas = Sigmas(Ramp is { } ramp ? [.. ramp] : Grid.Linspace(0, 1, request.Steps));
        sigmas = [.. sigmas, FinalSigma == FinalSigma.Zero ? 0 : sigmas[^1]];
        return new SamplingPlan
        {
            Sigmas = sigmas,
            InitNoiseSigma = InitNoiseSigma,
            Calls = [.. Enumerable.Range(0, request.Steps).Skip(Skip(request)).Select(i => Call(sigmas[i], sigmas[i + 1], request.Steps))],
        };
    }

    private SolverCall Call(double sigma, double next, int steps)
    {
        var gamma = sigma >= ChurnFrom && sigma <= ChurnTo ? Math.Min(Churn / steps, Math.Sqrt(2) - 1) : 0;
        var raised = sigma * (1 + gamma);
        var noised = X + ChurnNoise * Math.Sqrt(raised * raised - sigma * sigma) * Z;

        // Lines 6 to 8: noised up to sigma-hat, then an Euler step along d = (x - x_0) / sigma-hat.
        var slope = (noised - Denoised(noised, raised)) / raised;
        return At(sigma) with { Update = noised + (next - raised) * slope, DrawsNoise = gamma > 0 };
    }
}
