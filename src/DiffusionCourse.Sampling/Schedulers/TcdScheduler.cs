using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Trajectory consistency distillation: Zheng et al. 2024 (arXiv:2402.19159), algorithm 4, strategic stochastic sampling. Each step
/// goes below the next level and is noised up to it; for models distilled to do so. One model call a step; noise on all
/// steps but the last.
/// </summary>
public sealed record TcdScheduler : ConsistencyScheduler
{
    private readonly double _eta = 0.3;

    /// <inheritdoc/>
    public override string Name => "tcd";

    /// <inheritdoc/>
    public override string DisplayName => "TCD";

    /// <inheritdoc/>
    public override bool IsStochastic => Eta > 0;

    /// <summary>gamma of the paper, 0 to 1: how far below the next timestep a step goes before it is noised again; 0 is deterministic. Default 0.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public double Eta
    {
        get => _eta;
        init => _eta = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Eta must lie in [0, 1].");
    }

    internal static TcdScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "TCDScheduler");
        return new TcdScheduler
        {
            NoiseSchedule = read.NoiseSchedule(0.00085, 0.012, "scaled_linear"),
            PredictionType = read.PredictionType,
            OriginalInferenceSteps = config.OriginalInferenceSteps ?? 50,
            SetAlphaToOne = config.SetAlphaToOne ?? true,
            Limit = read.Limit(clipByDefault: false),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        int[] timesteps = Timesteps(request.Steps, request.Strength);
        var calls = Enumerable.Range(0, timesteps.Length).Select(i =>
            Call(timesteps[i], i + 1 < timesteps.Length ? timesteps[i + 1] : 0, last: i + 1 == timesteps.Length));
        return new SamplingPlan { InitNoiseSigma = 1, Calls = [.. calls], Limit = Limit };
    }

    private SolverCall Call(int timestep, int next, bool last)
    {
        double now = AlphaAt(timestep), alpha = Math.Sqrt(now), sigma = Math.Sqrt(1 - now);
        double below = NoiseSchedule.AlphasCumprod[(int)Math.Floor((1 - Eta) * next)];
        var epsilon = ModelPrediction.Epsilon(PredictionType, alpha, sigma);
        bool noised = Eta > 0 && !last;
        double kept = noised ? AlphaAt(next) / below : 1;
        double direction = Math.Sqrt(kept * (1 - below));
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
                Original = Math.Sqrt(kept * below),
                Noise = noised ? Math.Sqrt(1 - kept) : 0,
            },
            DrawsNoise = noised,
        };
    }
}
