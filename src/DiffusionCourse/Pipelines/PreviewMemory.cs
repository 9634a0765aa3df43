using System.Runtime.CompilerServices;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

/// <summary>The last plan of each scheduler: it is immutable, takes kilobytes a step, and the next picture mostly has the same.</summary>
internal static class PreviewMemory
{
    private static readonly ConditionalWeakTable<Scheduler, Entry> Last = [];

    /// <summary>What <see cref="Scheduler.Preview"/> gives, made once for settings that follow each other.</summary>
    public static SchedulerPreview Preview(Scheduler scheduler, int steps, double strength)
    {
        if (Last.TryGetValue(scheduler, out var last) && last.Steps == steps && last.Preview.Strength == strength)
        {
            return last.Preview;
        }

        var preview = scheduler.Preview(steps, strength);
        Last.AddOrUpdate(scheduler, new(steps, preview));
        return preview;
    }

    private sealed record Entry(int Steps, SchedulerPreview Preview);
}
