namespace DiffusionCourse.Models.Hub;

/// <summary>
/// Bytes per second over the last seconds, so that a slow start is soon forgotten, and a connection that fell silent soon seen.
/// </summary>
internal sealed class TransferRate(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    private readonly Queue<(long Time, long Bytes)> _marks = new([(clock.GetTimestamp(), 0)]);
    private long _bytes;

    public void Add(long bytes) => _bytes += bytes;

    /// <summary>The rate now, or null while there is too little to tell it by. Call it at intervals.</summary>
    public double? Measure()
    {
        var now = clock.GetTimestamp();
        _marks.Enqueue((now, _bytes));
        while (_marks.Count > 2 && clock.GetElapsedTime(_marks.Peek().Time, now) > Window)
        {
            _marks.Dequeue();
        }

        var (start, before) = _marks.Peek();
        var elapsed = clock.GetElapsedTime(start, now);
        return elapsed >= Shortest ? (_bytes - before) / elapsed.TotalSeconds : null;
    }
}
