using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Latent consistency models: Luo et al. 2023 (arXiv:2310.04378), algorithm 3. Each call predicts the clean sample, which is
/// noised again to the next level; for models distilled to do so. One model call a step; noise on all steps but the last.
/// </summary>
public sealed record LcmScheduler : ConsistencyScheduler
{
    private const double DataDeviation = 0.5;

    /// <inheritdoc/>
    public override string Name => "lcm";

    /// <inheritdoc/>
    public override string DisplayName => "LCM";

    /// <summary>Factor on the timestep in the boundary condition c_skip, c_out. Default 10.</summary>
    public double TimestepScaling { get; init; } = 10;

    internal static LcmScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "LCMScheduler");
        return new LcmScheduler
        {
            NoiseSchedule = read.NoiseSchedule(0.00085, 0.012, "scaled_linear"),
            PredictionType = read.PredictionType,
            OriginalInferenceSteps = config.OriginalInferenceSteps ?? 50,
            SetAlphaToOne = config.SetAlphaToOne ?? true,
            TimestepScaling = config.TimestepScaling ?? 10,
            Limit = read.Limit(clipByDefault: false),
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var timesteps = Timesteps(request.Steps, request.Strength);
        var calls = Enumerable.Range(0, timesteps.Length).Select(i =>
            Call(timesteps[i], i + 1 < timesteps.Length ? timesteps[i + 1] : null));
        return new SamplingPlan { InitNoiseSigma = 1, Calls = [.. calls], Limit = Limit };
    }

    private SolverCall Call(int timestep, int? next)
    {
        // The boundary condition: c_skip x + c_out x_0 is x itself at timestep 0.
        var scaled = timestep * TimestepScaling;
        var sum = scaled * scaled + DataDeviation * DataDeviation;
        var denoised = DataDeviation * DataDeviation / sum * X + scaled / Math.Sqrt(sum) * X0;

        // Algorithm 3: noised again to the next level, all but the last.
        var level = NoiseLevel.OfSignal(next is { } t ? AlphaAt(t) : 1);
        return At(timestep, NoiseLevel.OfSignal(AlphaAt(timestep))) with
        {
            Shown = denoised,
            Update = level.Alpha * denoised + level.Sigma * Z,
            DrawsNoise = next is not null,
        };
    }
}
