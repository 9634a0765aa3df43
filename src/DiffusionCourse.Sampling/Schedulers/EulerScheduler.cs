using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Euler's method on the probability-flow ODE, with the optional churn of Karras et al. 2022 (arXiv:2206.00364), algorithm 2
/// without its second-order correction. First order; one model call a step.
/// </summary>
/// <remarks>
/// Of four steps of Stable Diffusion the second prints itself as "t = 666: x &lt;- x - 1.986 eps; eps = model(0.3242 x)".
/// </remarks>
public sealed record EulerScheduler : SigmaScheduler
{
    /// <inheritdoc/>
    public override string Name => "euler" + NameSuffix;

    /// <inheritdoc/>
    public override string DisplayName => "Euler" + DisplaySuffix;

    /// <summary>
    /// S_churn of the paper, at least 0: how much noise is added over the run before it is removed again. Default 0, deterministic.
    /// </summary>
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

    /// <summary>The noise level after the last step. Default zero.</summary>
    public FinalSigma FinalSigma { get; init; }

    /// <summary>Smallest sigma of a spread spacing; null takes the schedule's at the last timestep. Default null.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>Largest sigma of a spread spacing; null takes the schedule's at the first timestep. Default null.</summary>
    public double? SigmaMax { get; init; }

    /// <summary>
    /// Noise levels evenly in log sigma over the whole schedule and down to its smallest one, in place of those at the
    /// timesteps (interpolation_type "log_linear" in diffusers). Default false.
    /// </summary>
    public bool LogLinearInterpolation { get; init; }

    /// <summary>
    /// Whether the model is given log(sigma) / 4 as its time instead of a timestep (timestep_type "continuous"). Default false.
    /// </summary>
    public bool ContinuousTimesteps { get; init; }

    private protected override FinalSigma LastSigma => FinalSigma;

    private protected override double? LowestSigma => SigmaMin;

    private protected override double? HighestSigma => SigmaMax;

    internal static EulerScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "EulerDiscreteScheduler");
        return new EulerScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
            SigmaSpacing = read.SigmaSpacing(),
            FinalSigma = read.FinalSigma,
            SigmaMin = config.SigmaMin,
            SigmaMax = config.SigmaMax,
            LogLinearInterpolation = config.InterpolationType switch
            {
                null or "linear" => false,
                "log_linear" => true,
                var unknown => throw read.Unknown("interpolation_type", unknown, "linear, log_linear"),
            },
            ContinuousTimesteps = config.TimestepType switch
            {
                null or "discrete" => false,
                "continuous" => true,
                var unknown => throw read.Unknown("timestep_type", unknown, "discrete, continuous"),
            },
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var (timesteps, sigmas) = Levels(request.Steps);
        return new SamplingPlan
        {
            Sigmas = sigmas,
            InitNoiseSigma = InitNoiseSigma(sigmas),
            Calls = [
                .. Enumerable.Range(0, request.Steps).Skip(Skip(request)).Select(i =>
                    Call(timesteps[i], sigmas[i], sigmas[i + 1], sigmas.Length - 1))
            ],
        };
    }

    private protected override double[] SpacedSigmas(double[] train, double[] timesteps) => LogLinearInterpolation
        ? SigmaGrid.Spread(SigmaSpacing.Exponential, train[^1], train[0], timesteps.Length + 1)
        : base.SpacedSigmas(train, timesteps);

    private protected override (double[] Timesteps, double[] Sigmas) Levels(int steps)
    {
        var (timesteps, sigmas) = base.Levels(steps);
        return ContinuousTimesteps && PredictionType == PredictionType.VPrediction
            ? ([.. sigmas.Take(steps).Select(sigma => 0.25 * Math.Log(sigma))], sigmas)
            : (timesteps, sigmas);
    }

    private SolverCall Call(double timestep, double sigma, double next, int levels)
    {
        var gamma = sigma >= ChurnFrom && sigma <= ChurnTo ? Math.Min(Churn / levels, Math.Sqrt(2) - 1) : 0;
        if (gamma == 0)
        {
            return At(timestep, sigma) with { Update = X + (next - sigma) * Slope(sigma) };
        }

        // Algorithm 2: the sample is noised from sigma up to sigma-hat (line 6), and the step is taken from there (lines 7 and 8).
        var raised = sigma * (gamma + 1);
        var noised = X + ChurnNoise * Math.Sqrt(raised * raised - sigma * sigma) * Z;

        // The model was asked at sigma; only for epsilon does the raised level enter the prediction.
        var original = ModelPrediction.OriginalFromScaled(
            PredictionType, noised, PredictionType == PredictionType.Epsilon ? raised : sigma);
        var slope = (noised - original) / raised;
        return At(timestep, sigma) with { Update = noised + (next - raised) * slope, DrawsNoise = true };
    }
}
