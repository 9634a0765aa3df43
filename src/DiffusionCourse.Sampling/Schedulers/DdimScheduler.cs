using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Denoising diffusion implicit models: Song et al. 2020 (arXiv:2010.02502), eq. 12 and 16. First order; deterministic at
/// <see cref="Eta"/> 0, ancestral sampling at 1. One model call a step.
/// </summary>
/// <remarks>
/// Of four steps of Stable Diffusion the first prints itself as
/// "t = 751: x &lt;- 0.5244 x0 + 0.8515 eps; x0 = 4.236 x - 4.117 eps; eps = model(x)".
/// </remarks>
public sealed record DdimScheduler : Scheduler
{
    private readonly double _eta;

    /// <inheritdoc/>
    public override string Name => "ddim";

    /// <inheritdoc/>
    public override string DisplayName => "DDIM";

    /// <summary>How timesteps are picked. Default leading.</summary>
    /// <remarks>
    /// A step goes to t - T / n, rounded down, whatever the spacing. Under trailing and linspace spacing the timesteps visited lie
    /// elsewhere unless n divides T, and more steps then make the result worse: with T = 1000 take n of 250 or 500, not 300 or 400.
    /// Leading spacing fits for every n.
    /// </remarks>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to the timesteps under leading spacing, 0 to 100,000. Default 0; Stable Diffusion states 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 100,000].</exception>
    public int StepsOffset
    {
        get;
        init => field = PropertyLimits.StepsOffset(value);
    }

    /// <summary>
    /// Whether the last step goes to no noise at all (true, the default), or to the level of timestep 0 as Stable Diffusion states.
    /// </summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    /// <summary>Share of the ancestral noise that is added, 0 to 1. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public double Eta
    {
        get => _eta;
        init => _eta = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "Eta must lie in [0, 1].");
    }

    /// <summary>
    /// Whether epsilon is recomputed from the limited x_0, as GLIDE does. Default false; without a limit it changes nothing.
    /// </summary>
    public bool UseClippedModelOutput { get; init; }

    internal static DdimScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "DDIMScheduler");
        return new DdimScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Leading),
            StepsOffset = read.StepsOffset,
            SetAlphaToOne = config.SetAlphaToOne ?? true,
            Limit = read.Limit(clipByDefault: true),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var alphas = NoiseSchedule.AlphasCumprod;
        var timesteps = Grid.Timesteps(TimestepSpacing, TrainTimesteps, TrainTimesteps, request.Steps, StepsOffset, request.Steps);
        var stride = TrainTimesteps / request.Steps;
        var calls = timesteps.Skip(Skip(request)).Select(timestep =>
        {
            int t = (int)timestep, previous = t - stride;
            return Call(timestep, alphas[t], previous >= 0 ? alphas[previous] : SetAlphaToOne ? 1 : alphas[0]);
        });
        return new SamplingPlan { InitNoiseSigma = 1, Calls = [.. calls], Limit = Limit };
    }

    private SolverCall Call(double timestep, double now, double next)
    {
        var level = NoiseLevel.OfSignal(now);
        var variance = (1 - next) / (1 - now) * (1 - now / next);
        var deviation = Eta * Math.Sqrt(variance);
        var direction = Math.Sqrt(Math.Max(0, 1 - next - deviation * deviation));
        var epsilon = UseClippedModelOutput && !Limit.IsNone ? (X - level.Alpha * X0) / level.Sigma : Epsilon(level);

        // Eq. 12: the predicted x_0, the direction that points to x_t, and random noise with the deviation of eq. 16.
        return At(timestep, level) with
        {
            Update = Math.Sqrt(next) * X0 + direction * epsilon + deviation * Z,
            DrawsNoise = Eta > 0,
        };
    }
}
