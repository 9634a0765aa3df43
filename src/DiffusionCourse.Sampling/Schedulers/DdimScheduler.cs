using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Denoising diffusion implicit models: Song et al. 2020 (arXiv:2010.02502), eq. 12 and 16. First order; deterministic at
/// <see cref="Eta"/> 0, ancestral sampling at 1. One model call a step.
/// </summary>
public sealed record DdimScheduler : Scheduler
{
    private readonly double _eta;

    /// <inheritdoc/>
    public override string Name => "ddim";

    /// <inheritdoc/>
    public override string DisplayName => "DDIM";

    /// <inheritdoc/>
    public override bool IsStochastic => Eta > 0;

    /// <summary>How timesteps are picked. Default leading.</summary>
    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to the timesteps under leading spacing. Default 0; Stable Diffusion states 1.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether the last step goes to no noise at all (true, the default), or to the level of timestep 0 as Stable Diffusion states.</summary>
    public bool SetAlphaToOne { get; init; } = true;

    /// <summary>Limit of the predicted x_0. Default none.</summary>
    public OriginalLimit Limit { get; init; } = OriginalLimit.None;

    /// <summary>Share of the ancestral noise that is added, 0 to 1. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public double Eta
    {
        get => _eta;
        init => _eta = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Eta must lie in [0, 1].");
    }

    /// <summary>Whether epsilon is recomputed from the limited x_0, as GLIDE does. Default false; without a limit it changes nothing.</summary>
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
        double[] timesteps = Grid.Timesteps(TimestepSpacing, TrainTimesteps, TrainTimesteps, request.Steps, StepsOffset, request.Steps);
        int stride = TrainTimesteps / request.Steps;
        var calls = timesteps.Skip(Skip(request)).Select(timestep =>
        {
            int t = (int)timestep, previous = t - stride;
            return Call(timestep, alphas[t], previous >= 0 ? alphas[previous] : SetAlphaToOne ? 1 : alphas[0]);
        });
        return new SamplingPlan { InitNoiseSigma = 1, Calls = [.. calls], Limit = Limit };
    }

    private SolverCall Call(double timestep, double now, double next)
    {
        double alpha = Math.Sqrt(now), sigma = Math.Sqrt(1 - now);
        double variance = (1 - next) / (1 - now) * (1 - (now / next));
        double deviation = Eta * Math.Sqrt(variance);
        double direction = Math.Sqrt(Math.Max(0, 1 - next - (deviation * deviation)));
        var epsilon = UseClippedModelOutput && !Limit.IsNone
            ? new Combination { Sample = 1 / sigma, Original = -alpha / sigma }
            : Combination.FromForm(ModelPrediction.Epsilon(PredictionType, alpha, sigma));
        return new SolverCall
        {
            Timestep = timestep,
            SignalScale = alpha,
            NoiseScale = sigma,
            Original = ModelPrediction.Original(PredictionType, alpha, sigma),
            Update = new Combination
            {
                Sample = direction * epsilon.Sample,
                Output = direction * epsilon.Output,
                Original = Math.Sqrt(next) + (direction * epsilon.Original),
                Noise = deviation,
            },
            DrawsNoise = Eta > 0,
        };
    }
}
