using System.Diagnostics;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cost.Latency;

/// <summary>Reads the clock whenever a pipeline reports a step.</summary>
internal sealed class StepClock : IProgress<GenerationProgress>
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<TimeSpan> _ends = [];

    public void Report(GenerationProgress value)
    {
        if (value.Stage == GenerationStage.Denoising)
        {
            _ends.Add(Stopwatch.GetElapsedTime(_start));
        }
    }

    /// <summary>How long each step took from the one before. The first began at a moment that nothing reports, so it is left out.</summary>
    public IEnumerable<TimeSpan> Steps() => _ends.Zip(_ends.Skip(1), (before, end) => end - before);
}
