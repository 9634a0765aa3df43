namespace DiffusionCourse.Models.Hub;

/// <summary>Bytes per second over the last seconds, so that a slow start or a pause is soon forgotten.</summary>
internal sealed class TransferRate(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private readonly Queue<(long Time, long Bytes)> _marks = new([(clock.GetTimestamp(), 0)]);
    private long _bytes;

    /// <summary>Counts bytes and gives the rate, or null before there is one.</summary>
    public double? Add(int bytes)
    {
        _bytes += bytes;
        long now = clock.GetTimestamp();
        _marks.Enqueue((now, _bytes));
        while (_marks.Count > 2 && clock.GetElapsedTime(_marks.Peek().Time, now) > Window)
        {
            _marks.Dequeue();
        }

        var (start, before) = _marks.Peek();
        double seconds = clock.GetElapsedTime(start, now).TotalSeconds;
        return seconds > 0 ? (_bytes - before) / seconds : null;
    }
}
