using DiffusionCourse.Display;

namespace DiffusionCourse.Tests.Display;

public sealed class ProgressDisplayTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _shown = [];

    private ProgressDisplay Start(int total, string unit = "steps") => ProgressDisplay.Start("Denoising", total, unit, _clock, html =>
    {
        _shown.Add(html);
        return _shown.Add;
    });

    [Fact]
    public void A_thousand_reports_in_a_second_give_ten_updates()
    {
        using var progress = Start(1000);

        for (var i = 1; i <= 1000; i++)
        {
            _clock.Advance(0.001);
            progress.Report(i);
        }

        Assert.Equal(1 + 10, _shown.Count);
        Assert.Equal(1000, progress.Completed);
    }

    [Fact]
    public void A_run_that_is_shown_late_is_timed_from_its_start()
    {
        var started = _clock.GetTimestamp();
        _clock.Advance(1.5);
        using var progress = ProgressDisplay.Start("Drawing", 30, "calls", _clock, started, _ => null);
        _clock.Advance(0.5);
        progress.Report(20);

        Assert.Equal("Drawing: 66%, 20 of 30 calls, 10.0 calls/s, 1.0 s left", progress.ToString());
    }

    [Fact]
    public void Slow_reports_are_all_shown_with_per_cent_rate_and_time_left()
    {
        using var progress = Start(4);

        _clock.Advance(0.5);
        progress.Report(1, "w = 7.5");

        Assert.Equal("Denoising: 25%, 1 of 4 steps, 2.0 steps/s, 1.5 s left (w = 7.5)", progress.ToString());
        Assert.Equal(2, _shown.Count);
    }

    [Fact]
    public void Slow_units_are_timed_each()
    {
        using var progress = Start(4, "pictures");

        _clock.Advance(90);
        progress.Report(1);

        Assert.Equal("Denoising: 25%, 1 of 4 pictures, 90.0 s each, 4 min 30 s left", progress.ToString());
    }

    [Fact]
    public void The_end_is_shown_whatever_the_time_since_the_last_update()
    {
        var progress = Start(2);
        _clock.Advance(1);
        progress.Report(1);
        progress.Report(2);
        progress.Dispose();
        progress.Dispose();

        Assert.Equal(3, _shown.Count);
        Assert.Contains("Denoising: 2 of 2 steps, in 1.0 s, 2.0 steps/s", _shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ends_early_says_so()
    {
        var progress = Start(5);
        _clock.Advance(1);
        progress.Report(3);
        progress.Dispose();

        Assert.Contains("stopped after 3 of 5 steps", progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_is_stopped_says_so_at_once_and_at_its_end_how_far_it_came()
    {
        using var stop = new CancellationTokenSource();
        var progress = ProgressDisplay.Start("Denoising", 900, "calls", _clock, _ => _shown.Add, stop.Token);
        _clock.Advance(1);
        progress.Report(133);
        stop.Cancel();

        Assert.Contains("Denoising: stopped after 133 of 900 calls, in 1.0 s", _shown[^1], StringComparison.Ordinal);

        progress.Report(134);
        progress.Dispose();

        Assert.Contains("stopped after 134 of 900 calls", _shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_that_comes_after_the_end_changes_nothing()
    {
        using var stop = new CancellationTokenSource();
        var progress = ProgressDisplay.Start("Denoising", 2, "calls", _clock, _ => _shown.Add, stop.Token);
        progress.Report(2);
        progress.Dispose();
        stop.Cancel();

        Assert.DoesNotContain("stopped", Assert.Single(_shown), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_led_to_something_leaves_one_line_that_hosts_may_drop()
    {
        var progress = Start(2);
        _clock.Advance(1);
        progress.Report(2);
        progress.Complete();

        var line = HtmlCheck.Check(_shown[^1]).Elements().Single();
        Assert.Equal("Denoising: 2 of 2 steps, in 1.0 s, 2.0 steps/s", line.Value);
        Assert.NotNull(line.Attribute("data-transient"));
    }

    [Fact]
    public void The_bar_follows_the_theme_of_an_editor()
    {
        using var progress = Start(2);
        var html = progress.ToHtml();
        HtmlCheck.Check(html);
        Assert.Contains("[data-vscode-theme-kind$=\"dark\"]", html, StringComparison.Ordinal);
        Assert.Contains("{color-scheme:dark}", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_HTML_has_a_progress_element_with_a_name_and_is_read_out_at_the_end_only()
    {
        var progress = Start(2);
        progress.Report(1);
        var running = HtmlCheck.Check(progress.ToHtml());
        progress.Dispose();
        var ended = HtmlCheck.Check(progress.ToHtml());

        Assert.Equal("Denoising", running.Descendants("progress").Single().Attribute("aria-label")!.Value);
        Assert.Equal("1", running.Descendants("progress").Single().Attribute("value")!.Value);
        Assert.Equal(("status", "off"), (running.Element("div")!.Attribute("role")!.Value, running.Element("div")!.Attribute("aria-live")!.Value));
        Assert.Equal("polite", ended.Element("div")!.Attribute("aria-live")!.Value);
    }

    [Fact]
    public void Outside_a_notebook_nothing_is_shown_and_nothing_fails()
    {
        using var progress = ProgressDisplay.Start("Denoising", 2, "steps", _clock, _ => null);

        progress.Report(2);

        Assert.Equal(2, progress.Completed);
    }

    [Fact]
    public void Wrong_numbers_are_refused()
    {
        using var progress = Start(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => Start(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => progress.Report(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => progress.Report(-1));
    }
}
