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
    private ProgressState _state;
    private TimeSpan _shown;

    private ProgressDisplay(string title, int total, string unit, TimeProvider clock, Func<string, Action<string>?> display)
    {
        _clock = clock;
        _started = clock.GetTimestamp();
        _state = new(title, unit, total, Completed: 0, Elapsed: TimeSpan.Zero, Detail: null, Ended: false);
        _update = display(_state.ToHtml());
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
        Start(title, total, unit, TimeProvider.System, NotebookHost.Display);

    internal static ProgressDisplay Start(string title, int total, string unit, TimeProvider clock, Func<string, Action<string>?> display)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        return new(title, total, unit, clock, display);
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
            if (_state.Ended)
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

    /// <summary>Ends the run and takes its display away: what it led to is shown in its place.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _state = _state with { Ended = true, Elapsed = _clock.GetElapsedTime(_started) };
            _update?.Invoke("");
        }
    }

    /// <summary>Ends the run and shows its last state: finished, or stopped after so many.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_state.Ended)
            {
                _state = _state with { Ended = true, Elapsed = _clock.GetElapsedTime(_started) };
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
