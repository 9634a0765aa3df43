using DiffusionCourse.Models;
using DiffusionCourse.Models.Hub;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Hub;

/// <summary>What a pull tells of its progress.</summary>
public sealed class PullMeterTests
{
    [Fact]
    public void The_rate_is_that_of_the_last_seconds_and_sinks_to_zero_in_a_silence()
    {
        var clock = new ManualClock();
        var rate = new TransferRate(clock);
        clock.Advance(0.1);
        rate.Add(1_000_000);
        Assert.Null(rate.Measure());
        for (var i = 0; i < 100; i++)
        {
            clock.Advance(0.1);
            rate.Add(200_000);
            rate.Measure();
        }

        Assert.InRange(rate.Measure()!.Value, 1_950_000, 2_050_000);
        for (var i = 0; i < 60; i++)
        {
            clock.Advance(0.1);
            rate.Measure();
        }

        Assert.Equal(0, rate.Measure());
    }

    [Fact]
    public void A_connection_that_falls_silent_is_seen()
    {
        var seen = new List<PullProgress>();
        var clock = new ManualClock();
        using var meter = new PullMeter(new Collector<PullProgress>(seen), clock);
        meter.Begin(PullPhase.Downloading, 1000, 0, 1, 0);
        meter.Receive(100);
        clock.Advance(1);
        Assert.Equal((100, 100), (seen[^1].BytesDone, seen[^1].BytesPerSecond));
        clock.Advance(1);
        Assert.Equal(50, seen[^1].BytesPerSecond);
        clock.Advance(10);
        clock.Advance(10);
        Assert.Equal(0, seen[^1].BytesPerSecond);
        var told = seen.Count;
        clock.Advance(10);
        Assert.Equal(told, seen.Count);
        meter.Receive(100);
        meter.Dispose();
        clock.Advance(10);
        Assert.Equal(told, seen.Count);
    }

    [Fact]
    public void Bytes_that_were_here_count_for_no_rate()
    {
        using var meter = new PullMeter(null, TimeProvider.System);
        meter.Begin(PullPhase.Downloading, long.MaxValue, 0, 2, 0);
        meter.Advance(int.MaxValue);
        meter.Advance(int.MaxValue);
        Assert.Equal(0, meter.Fetched);
    }

    [Theory]
    [InlineData(80, "50 %, 2.0 GB of 4.0 GB, 3 of 9 files, 10.0 kB/s, 55:33:20 left")]
    [InlineData(60, "50 %, 2.0 GB of 4.0 GB, 10.0 kB/s, 55:33:20 left")]
    [InlineData(40, "50 %, 10.0 kB/s, 55:33:20 left")]
    [InlineData(1, "50 %")]
    public void A_narrow_terminal_is_told_less(int width, string expected)
        => Assert.Equal(expected, new PullProgress(PullPhase.Downloading, 2_000_000_000, 4_000_000_000, 3, 9, 10_000).ToText(width));

    [Fact]
    public void Where_nothing_arrives_no_time_left_is_told()
        => Assert.Equal("50 %, 1.0 kB of 2.0 kB, 0 of 1 files, 0 bytes/s", new PullProgress(PullPhase.Downloading, 1000, 2000, 0, 1, 0).ToString());
}
