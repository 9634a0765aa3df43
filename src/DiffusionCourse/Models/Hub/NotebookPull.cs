using DiffusionCourse.Display;

namespace DiffusionCourse.Models.Hub;

/// <summary>A progress bar for a download in the running cell.</summary>
internal sealed class NotebookPull(string name) : IProgress<PullProgress>, IDisposable
{
    private const int Parts = 1000;
    private ProgressDisplay? _display;

    public void Report(PullProgress value)
    {
        if (value is { Phase: PullPhase.Downloading or PullPhase.Checking, BytesTotal: > 0 })
        {
            _display ??= ProgressDisplay.Start($"Pulling {name}", Parts, "parts in a thousand");
            _display.Report((int)Math.Clamp(Parts * value.BytesDone / value.BytesTotal, 0, Parts), value.Notice ?? value.ToString());
        }
    }

    public void Dispose() => _display?.Dispose();
}
