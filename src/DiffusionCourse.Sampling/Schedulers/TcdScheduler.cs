using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

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

    /// <summary>
    /// gamma of the paper, 0 to 1: how far below the next timestep a step goes before it is noised again; 0 is deterministic. Default 0.3.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public double Eta
    {
        get => _eta;
        init => _eta = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "Eta must lie in [0, 1].");
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
        var timesteps = Timesteps(request.Steps, request.Strength);
        var calls = Enumerable.Range(0, timesteps.Length).Select(i =>
            Call(timesteps[i], i + 1 < timesteps.Length ? timesteps[i + 1] : 0, last: i + 1 == timesteps.Length));
        return new SamplingPlan { InitNoiseSigma = 1, Calls = [.. calls], Limit = Limit };
    }

    private SolverCall Call(int timestep, int next, bool last)
    {
        var level = NoiseLevel.OfSignal(AlphaAt(timestep));
        var below = NoiseLevel.OfSignal(NoiseSchedule.AlphasCumprod[(int)Math.Floor((1 - Eta) * next)]);
        var noised = Eta > 0 && !last;
        var kept = noised ? AlphaAt(next) / (below.Alpha * below.Alpha) : 1;

        // Algorithm 4: down to (1 - gamma) of the next timestep, then noised up to it.
        return At(timestep, level) with
        {
            Update = Math.Sqrt(kept) * (below.Alpha * X0 + below.Sigma * Epsilon(level)) + Math.Sqrt(1 - kept) * Z,
            DrawsNoise = noised,
        };
    }
}
