namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// Where a cell goes on after each await: on the thread pool, as without it, until it is closed. A cell that only waits when it
/// is stopped, for a delay or a download that heeds no token, never goes on, and what the cells before it left stays.
/// </summary>
internal sealed class CellContext : SynchronizationContext
{
    private const int Closed = int.MinValue / 2;

    private int _executing;

    /// <summary>Runs a cell under this context.</summary>
    public Task<T> Start<T>(Func<Task<T>> cell)
    {
        Interlocked.Increment(ref _executing);
        return Task.Run(() => Execute(cell));
    }

    /// <summary>Lets the cell go on no more, unless code of its own runs at this moment.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref _executing, Closed, 0) == 0;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Interlocked.Increment(ref _executing) < 0)
        {
            return;
        }

        ThreadPool.QueueUserWorkItem(_ => Execute(() =>
        {
            d(state);
            return true;
        }));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private T Execute<T>(Func<T> action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return action();
        }
        finally
        {
            SetSynchronizationContext(before);
            Interlocked.Decrement(ref _executing);
        }
    }
}
