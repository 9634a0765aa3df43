using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Runs a cell so that stopping it gives it up where it only waits.</summary>
internal static class StoppableCell
{
    /// <summary>How long a cell has to end by itself, by its token.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(350);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <param name="cell">The cell.</param>
    /// <param name="isHostBusy">Whether this process works for other reasons, so that it cannot be told what the cell does.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<CellError?> RunAsync(Func<Task<CellError?>> cell, Func<bool> isHostBusy, CancellationToken cancellation)
    {
        var context = new CellContext();
        var running = context.Start(cell);
        using var ended = new CancellationTokenSource();
        var abandoned = AbandonAsync(context, isHostBusy, cancellation, ended.Token);
        var first = await Task.WhenAny(running, abandoned);
        await ended.CancelAsync();
        return first == running
            ? await running
            : new CellError(CellErrorKind.Exception, "OperationCanceledException: The cell was stopped while it waited.", null, []);
    }

    /// <summary>Completes when the cell was given up; never if it ends first.</summary>
    private static async Task AbandonAsync(
        CellContext context, Func<bool> isHostBusy, CancellationToken cancellation, CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ended);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Token.Register(() => stopped.TrySetResult()))
        {
            await stopped.Task;
        }

        for (var wait = Grace; !ended.IsCancellationRequested; wait = LookAgain)
        {
            await Task.Delay(wait, CancellationToken.None);
            if (!ended.IsCancellationRequested && !isHostBusy() && BusyThreads() <= 1 && context.TryClose())
            {
                return;
            }
        }

        await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }

    /// <summary>
    /// Threads of the pool that run something, this one among them. A cell that awaits work of its own on another thread is not
    /// given up: that work would go on for ever.
    /// </summary>
    private static int BusyThreads()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free;
    }
}
