using DiffusionCourse.Models;

namespace DiffusionCourse.Cli.Models;

/// <summary>Progress as plain lines, for logs.</summary>
internal sealed class PullLines(TextWriter output, TimeProvider clock) : IProgress<PullProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private long _written = clock.GetTimestamp();
    private PullPhase _phase = PullPhase.Listing;

    public void Report(PullProgress value)
    {
        lock (_gate)
        {
            if (value.Notice is { } notice)
            {
                output.WriteLine($"notice: {notice}");
            }
            else if (value.Phase != _phase || clock.GetElapsedTime(_written) >= Interval)
            {
                Write(value);
            }
        }
    }

    private void Write(PullProgress value)
    {
        var began = value.Phase != _phase;
        _phase = value.Phase;
        _written = clock.GetTimestamp();
        var line = value.Phase switch
        {
            PullPhase.Waiting => began ? "waiting for another process that pulls the same model" : null,
            PullPhase.Checking => $"checking: {value}",
            PullPhase.Downloading => $"downloading: {value}",
            _ => null,
        };
        if (line is not null)
        {
            output.WriteLine(line);
        }
    }
}
