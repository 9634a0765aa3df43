using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Runs a cell so that stopping it gives it up where it only waits.</summary>
internal static class StoppableCell
{
    /// <summary>How long a cell has to end by itself, by its token, before it is looked at; and how long it is looked at.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(350);

    // A cell that awaits work of its own on another thread keeps a core busy: giving it up would leave that work going for ever.
    private const double BusyShare = 0.25;

    /// <param name="cell">The cell.</param>
    /// <param name="isHostBusy">Whether this process works for other reasons, so that its use of the processor tells nothing.</param>
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
    private static async Task AbandonAsync(CellContext context, Func<bool> isHostBusy, CancellationToken cancellation, CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ended);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Token.Register(() => stopped.TrySetResult()))
        {
            await stopped.Task;
        }

        while (!ended.IsCancellationRequested)
        {
            var before = Environment.CpuUsage.TotalTime;
            await Task.Delay(Grace, CancellationToken.None);
            var isIdle = (Environment.CpuUsage.TotalTime - before) / Grace < BusyShare;
            if (!ended.IsCancellationRequested && (isIdle || isHostBusy()) && context.TryClose())
            {
                return;
            }
        }

        await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }
}
