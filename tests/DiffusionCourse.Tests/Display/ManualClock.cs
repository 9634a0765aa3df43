namespace DiffusionCourse.Tests.Display;

/// <summary>A clock that only goes when told, and whose timers then fire once.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        _timers.Add(timer);
        return timer;
    }

    public void Advance(double seconds)
    {
        _ticks += TimeSpan.FromSeconds(seconds).Ticks;
        _timers.ToList().ForEach(timer => timer.Fire());
    }

    private sealed class Timer(ManualClock clock, Action fire) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
