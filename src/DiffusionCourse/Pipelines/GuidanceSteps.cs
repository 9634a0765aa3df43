using DiffusionCourse.Guidance;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>What guidance is told at each model call of a run.</summary>
internal static class GuidanceSteps
{
    /// <summary>Plans the run: a scheduler that refuses these settings says so here, before any work.</summary>
    public static GuidanceStep[] Of(Scheduler scheduler, int steps)
    {
        var timesteps = scheduler.Start<float>(steps, 1, new SchedulerRunOptions { Noise = [new GaussianNoise(0)] }).Timesteps;
        var sigmas = scheduler.NoiseSchedule.Sigmas;
        return [.. timesteps.Select((timestep, index) => new GuidanceStep(index, timesteps.Count, timestep, Interpolate(sigmas, timestep)))];
    }

    private static double Interpolate(IReadOnlyList<double> sigmas, double timestep)
    {
        double at = Math.Clamp(timestep, 0, sigmas.Count - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sigmas.Count - 1);
        return sigmas[below] == sigmas[above] ? sigmas[below] : sigmas[below] + ((at - below) * (sigmas[above] - sigmas[below]));
    }
}
