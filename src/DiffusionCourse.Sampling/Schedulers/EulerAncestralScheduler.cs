using DiffusionCourse.Schedulers.Engine;
using static DiffusionCourse.Schedulers.Engine.Symbols;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// Euler's method with ancestral noise: each step goes below the next noise level and adds fresh noise up to it. From
/// k-diffusion (Crowson 2022), after the ancestral sampling of Song et al. 2020 (arXiv:2011.13456), appendix F. First order;
/// one model call a step.
/// </summary>
public sealed record EulerAncestralScheduler : SigmaScheduler
{
    /// <inheritdoc/>
    public override string Name => "euler-a";

    /// <inheritdoc/>
    public override string DisplayName => "Euler a";

    internal static EulerAncestralScheduler From(SchedulerConfig config)
    {
        var read = new ConfigReader(config, "EulerAncestralDiscreteScheduler");
        return new EulerAncestralScheduler
        {
            NoiseSchedule = read.NoiseSchedule(),
            PredictionType = read.PredictionType,
            TimestepSpacing = read.TimestepSpacing(TimestepSpacing.Linspace),
            StepsOffset = read.StepsOffset,
        };
    }

    internal override SamplingPlan CreatePlan(StartRequest request)
    {
        var (timesteps, sigmas) = Levels(request.Steps);
        return new SamplingPlan
        {
            Sigmas = sigmas,
            InitNoiseSigma = InitNoiseSigma(sigmas),
            Calls = [.. Enumerable.Range(0, request.Steps).Skip(Skip(request)).Select(i => Call(timesteps[i], sigmas[i], sigmas[i + 1]))],
        };
    }

    private SolverCall Call(double timestep, double sigma, double next)
    {
        var (down, up) = Split(sigma, next);
        return At(timestep, sigma) with
        {
            Update = X + (down - sigma) * Slope(sigma) + up * Z,
            DrawsNoise = true,
        };
    }
}
