namespace DiffusionCourse.Display;

/// <summary>One display a run that shows how far it is: per cent, rate and time left.</summary>
/// <remarks>Safe to report to from several threads. Outside a notebook nothing is shown.</remarks>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class ProgressDisplay : IHtmlDisplay, IDisposable
{
    /// <summary>The least time between two updates of what is shown: a tenth of a second.</summary>
    public static readonly TimeSpan UpdateInterval = TimeSpan.FromSeconds(0.1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly Action<string>? _update;
    private readonly CancellationTokenRegistration _stop;
    private ProgressState _state;
    private TimeSpan _shown;

    private ProgressDisplay(
        string title,
        int total,
        string unit,
        TimeProvider clock,
        long started,
        Func<string, Action<string>?> display,
        CancellationToken stop)
    {
        _clock = clock;
        _started = started;
        _state = new(title, unit, total, Completed: 0, clock.GetElapsedTime(started), Detail: null, ProgressPhase.Running);
        _update = display(_state.ToHtml());

        // At once, not when the run has noticed: some hosts take no output of a cell that was stopped, and some end its process.
        _stop = stop.Register(() => End(ProgressPhase.Stopped));
    }

    /// <summary>How many are done.</summary>
    public int Completed
    {
        get
        {
            lock (_gate)
            {
                return _state.Completed;
            }
        }
    }

    /// <summary>Displays a run that begins, in the cell that is running.</summary>
    /// <param name="title">What runs, such as "Denoising".</param>
    /// <param name="total">How many units it takes, 1 or more. Count real calls: some schedulers make more than their steps.</param>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <exception cref="ArgumentException">The title or the unit is empty, or the total is below 1.</exception>
    public static ProgressDisplay Start(string title, int total, string unit = "steps") =>
        Start(title, total, unit, TimeProvider.System, NotebookHost.Display, NotebookHost.CancellationToken);

    internal static ProgressDisplay Start(
        string title, int total, string unit, TimeProvider clock, Func<string, Action<string>?> display, CancellationToken stop = default)
        => Start(title, total, unit, clock, clock.GetTimestamp(), display, stop);

    /// <summary>Displays a run that began at a time stamp of the clock.</summary>
    internal static ProgressDisplay Start(
        string title,
        int total,
        string unit,
        TimeProvider clock,
        long started,
        Func<string, Action<string>?> display,
        CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        return new(title, total, unit, clock, started, display, stop);
    }

    /// <summary>Says how many are done. What is shown is updated at most ten times a second.</summary>
    /// <param name="completed">How many are done since the start, 0 to the total.</param>
    /// <param name="detail">What is being done now, such as "w = 7.5"; null keeps the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or above the total.</exception>
    public void Report(int completed, string? detail = null)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(completed);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(completed, _state.Total);
            if (_state.HasEnded)
            {
                return;
            }

            var elapsed = _clock.GetElapsedTime(_started);
            _state = _state with { Completed = completed, Detail = detail ?? _state.Detail, Elapsed = elapsed };
            if (elapsed - _shown >= UpdateInterval)
            {
                _shown = elapsed;
                _update?.Invoke(_state.ToHtml());
            }
        }
    }

    /// <summary>
    /// Ends the run, which led to what is shown elsewhere: of its display one line stays, or nothing where the host keeps a page of
    /// results.
    /// </summary>
    public void Complete() => End(ProgressPhase.Complete);

    /// <summary>Ends the run and shows its last state: finished, or stopped after so many.</summary>
    public void Dispose() => End(ProgressPhase.Ended);

    private void End(ProgressPhase phase)
    {
        if (phase != ProgressPhase.Stopped)
        {
            _stop.Unregister();
        }

        lock (_gate)
        {
            if (!_state.HasEnded)
            {
                // What is stopped may still finish the call that it is at, and says so when it ends.
                phase = phase == ProgressPhase.Stopped && _state.Completed == _state.Total ? _state.Phase : phase;
                _state = _state with { Phase = phase, Elapsed = _clock.GetElapsedTime(_started) };
                _update?.Invoke(_state.ToHtml());
            }
        }
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        lock (_gate)
        {
            return _state.ToHtml();
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_gate)
        {
            return _state.ToText();
        }
    }
}
