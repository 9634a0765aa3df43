namespace DiffusionCourse.Tests.Hub;

/// <summary>Lets so many bytes through, on all connections together, then none: the moment at which a test acts.</summary>
internal sealed class HoldPoint(long bytes)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left = bytes;

    /// <summary>Ends when the bytes are through.</summary>
    public Task Reached => _reached.Task;

    public async Task<int> PassAsync(int wanted, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_left > 0)
            {
                var passed = (int)Math.Min(wanted, _left);
                _left -= passed;
                return passed;
            }
        }

        _reached.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
        return 0;
    }
}
