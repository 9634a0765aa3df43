namespace DiffusionCourse.Remote;

/// <summary>Connections that calls share. Each holder disposes of them once, and they are closed when the last one did.</summary>
/// <param name="value">What makes the calls; its first holder is whoever made it.</param>
internal sealed class SharedConnection<T>(T value) : IDisposable where T : IDisposable
{
    private int _holders = 1;

    public T Value { get; } = value;

    /// <summary>For one more holder. Only while there is another, or they may be closed.</summary>
    public SharedConnection<T> Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Value.Dispose();
        }
    }
}
