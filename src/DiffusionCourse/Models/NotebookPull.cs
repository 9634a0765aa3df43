using DiffusionCourse.Display;

namespace DiffusionCourse.Models;

/// <summary>A progress bar for what a pull has still to do, in the running cell: one for hashing, one for fetching.</summary>
internal sealed class NotebookPull(string name) : IProgress<PullProgress>, IDisposable
{
    private const long SmallestInMegabytes = 10_000_000;
    private readonly Func<string, int, string, ProgressDisplay> _start = ProgressDisplay.Start;
    private ProgressDisplay? _display;
    private PullProgress? _first;
    private PullProgress? _last;
    private string? _notice;

    internal NotebookPull(string name, Func<string, int, string, ProgressDisplay> start)
        : this(name) => _start = start;

    public void Report(PullProgress value)
    {
        if (value is not { Phase: PullPhase.Downloading or PullPhase.Checking, BytesTotal: > 0 })
        {
            return;
        }

        // A notice is of interest until bytes arrive again.
        _notice = value.Notice ?? (value.BytesDone == _last?.BytesDone ? _notice : null);
        _last = value;
        if (_display is null || value.Phase != _first!.Phase)
        {
            _display?.Dispose();
            _first = value;
            _display = _start(
                $"{(value.Phase == PullPhase.Checking ? "Checking" : "Pulling")} {name}", Math.Max(1, Count(value.BytesTotal)), Unit);
        }

        // The counts are of what was left at the start, or what was here would be taken for fast.
        _display.Report(
            Math.Clamp(Count(value.BytesDone), 0, Count(value.BytesTotal)),
            _notice ?? Invariant($"{value.FilesDone} of {value.FilesTotal} files"));
    }

    public void Dispose() => _display?.Dispose();

    private string Unit => Left >= SmallestInMegabytes ? "MB" : "kB";

    private long Left => _first!.BytesTotal - _first.BytesDone;

    private int Count(long bytes) => (int)Math.Round((bytes - _first!.BytesDone) / (Left >= SmallestInMegabytes ? 1e6 : 1e3));
}
