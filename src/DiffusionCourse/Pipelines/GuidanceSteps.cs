using DiffusionCourse.Guidance;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>What guidance is told at each model call of a run.</summary>
internal static class GuidanceSteps
{
    /// <summary>Plans the run: a scheduler that refuses these settings says so here, before any work.</summary>
    public static GuidanceStep[] Of(Scheduler scheduler, int steps, double strength = 1)
    {
        var preview = scheduler.Preview(steps, strength);
        return [.. preview.Timesteps.Zip(preview.CallSigmas, (timestep, sigma) => (timestep, sigma))
            .Select((call, index) => new GuidanceStep(index, preview.CallCount, call.timestep, call.sigma))];
    }
}
