using DiffusionCourse.Display;

namespace DiffusionCourse.Pipelines;

/// <summary>A progress bar in the running cell, for generations that take long enough to be waited for.</summary>
internal sealed class NotebookProgress(string title) : IProgress<GenerationProgress>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();
    private ProgressDisplay? _display;

    public void Report(GenerationProgress value)
    {
        if (_display is null && System.Diagnostics.Stopwatch.GetElapsedTime(_start) < Patience)
        {
            return;
        }

        _display ??= ProgressDisplay.Start(
            title, value.Total, "calls", TimeProvider.System, _start, NotebookHost.Display, NotebookHost.CancellationToken);
        _display.Report(value.Completed);
    }

    /// <summary>The picture is there: the bar goes.</summary>
    public void Complete() => _display?.Complete();

    /// <summary>Without a picture the bar stays and shows how far it came.</summary>
    public void Dispose() => _display?.Dispose();
}
