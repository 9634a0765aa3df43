using DiffusionCourse.Guidance;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>What guidance is told at each model call of a run.</summary>
internal static class GuidanceSteps
{
    public static GuidanceStep[] Of(SchedulerPreview preview) =>
        [.. preview.Timesteps.Zip(preview.CallSigmas).Select((call, index) => new GuidanceStep(index, preview.CallCount, call.First, call.Second))];
}
