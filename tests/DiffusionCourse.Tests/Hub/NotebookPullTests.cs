using DiffusionCourse.Display;
using DiffusionCourse.Models;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Hub;

/// <summary>A pull's progress in a notebook's cell.</summary>
public sealed class NotebookPullTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly List<ProgressDisplay> _displays = [];
    private readonly NotebookPull _pull;

    public NotebookPullTests() => _pull = new("sd15", (title, total, unit) =>
    {
        _displays.Add(ProgressDisplay.Start(title, total, unit, _clock, _ => null));
        return _displays[^1];
    });

    [Fact]
    public void A_resumed_pull_counts_what_it_had_left()
    {
        Report(PullPhase.Downloading, 3_000_000_000, 4_000_000_000);
        _clock.Advance(10);
        Report(PullPhase.Downloading, 3_200_000_000, 4_000_000_000);
        Assert.Equal("Pulling sd15: 20%, 200 of 1000 MB, 20.0 MB/s, 40.0 s left (2 of 9 files)", Assert.Single(_displays).ToString());
        Report(PullPhase.Downloading, 2_900_000_000, 4_000_000_000);
        Assert.Equal(0, _displays[0].Completed);
    }

    [Fact]
    public void Hashing_and_fetching_have_a_display_each()
    {
        Report(PullPhase.Checking, 0, 5000);
        Report(PullPhase.Checking, 5000, 5000);
        Report(PullPhase.Downloading, 5000, 5000);
        Report(PullPhase.Done, 5000, 5000);
        Assert.Equal(["Checking sd15: 5 of 5 kB", "Pulling sd15: 0%"], _displays.Select(display => display.ToString().Split(',')[0]));
    }

    [Fact]
    public void A_notice_stays_until_bytes_arrive()
    {
        Report(PullPhase.Downloading, 0, 5000);
        Report(PullPhase.Downloading, 0, 5000, "the hub asks to wait");
        Report(PullPhase.Downloading, 0, 5000);
        Assert.EndsWith("(the hub asks to wait)", _displays[0].ToString(), StringComparison.Ordinal);
        Report(PullPhase.Downloading, 1000, 5000);
        Assert.EndsWith("(2 of 9 files)", _displays[0].ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _pull.Dispose();

    private void Report(PullPhase phase, long done, long total, string? notice = null) => _pull.Report(new(phase, done, total, 2, 9, null, notice));
}
