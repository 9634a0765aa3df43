using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Denoising diffusion probabilistic models: Ho et al. 2020 (arXiv:2006.11239), algorithm 2 with eq. 6 and 7, over a subset of
/// the timesteps (Nichol and Dhariwal 2021, arXiv:2102.09672, section 4). One model call and one draw of noise a step.
/// </summary>
/// <remarks>
/// The log variants of diffusers' variance_type (fixed_small_log, fixed_large_log) are the same variances held as logarithms and
/// are taken as such; diffusers itself gives NaN for fixed_large_log.
/// </remarks>
public sealed record DdpmScheduler : Scheduler
{
    /// <inheritdoc/>
    public override string Name => "ddpm";

    /// <inheritdoc/>
    public override string DisplayName => "DDPM";

    /// <summary>How timesteps are picked. Default leading.</summary>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to the timesteps under leading spacing, 0 to 100,000. Default 0; Stable Diffusion states 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 100,000].</exception>
    public int StepsOffset
    {
        get;
        init => field = PropertyLimits.StepsOffset(value);
    }

    /// <summary>The variance added on each step. Default small.</summary>
    public DdpmVariance Variance { get; init; }

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    private protected override bool TakesCustomTimesteps => true;

    internal static DdpmScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "DDPMScheduler");
        return new DdpmScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Leading),
            StepsOffset = read.StepsOffset,
            Variance = config.VarianceType switch
            {
                null or "fixed_small" or "fixed_small_log" => DdpmVariance.FixedSmall,
                "fixed_large" or "fixed_large_log" => DdpmVariance.FixedLarge,
                var unknown => throw read.Unknown("variance_type", unknown, "fixed_small, fixed_small_log, fixed_large, fixed_large_log"),
            },
            Limit = read.Limit(clipByDefault: true),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var timesteps = WholeCustomTimesteps() ?? ListedTimesteps(TimestepSpacing, request.Steps)
            ?? Grid.Timesteps(TimestepSpacing, TrainTimesteps, TrainTimesteps, request.Steps, StepsOffset, request.Steps);
        var alphas = NoiseSchedule.AlphasCumprod;
        var calls = Enumerable.Range(0, timesteps.Length).Skip(Skip(request)).Select(i =>
            Call(timesteps[i], alphas[(int)timesteps[i]], i + 1 < timesteps.Length ? alphas[(int)timesteps[i + 1]] : 1));
        return new SamplingPlan { InitNoiseSigma = 1, Calls = [.. calls], Limit = Limit };
    }

    private SolverCall Call(double timestep, double now, double next)
    {
        double kept = now / next, beta = 1 - kept;
        var variance = Variance == DdpmVariance.FixedLarge ? beta : (1 - next) / (1 - now) * beta;

        // diffusers keeps the variance above 1e-20, which matters where the last step has none.
        var deviation = timestep > 0 ? Math.Sqrt(Math.Max(variance, 1e-20)) : 0;

        // Eq. 7, the mean of q(x_t-1 | x_t, x_0), and noise of its variance.
        return At(timestep, NoiseLevel.OfSignal(now)) with
        {
            Update = Math.Sqrt(next) * beta / (1 - now) * X0 + Math.Sqrt(kept) * (1 - next) / (1 - now) * X + deviation * Z,
            DrawsNoise = timestep > 0,
        };
    }
}
