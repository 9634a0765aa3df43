using System.Diagnostics;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>
/// The process that runs the cells, replaced by a fresh one whenever it has ended: a crash, or a cell that would not stop, ends
/// the state of the notebook and not the kernel.
/// </summary>
internal sealed class KernelCells : IAsyncDisposable
{
    /// <summary>How long a question about code may take: a cell may be typed while the services are still warming up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Cells that run one after another have the cores to themselves.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(5);

    private readonly Func<CancellationToken, Task<string?>> _readLine;
    private readonly string _folder = Environment.CurrentDirectory;
    private CellSession _session;
    private Task _rehearsal = Task.CompletedTask;
    private int _running;
    private long _lastEnd;
    private int _killed;
    private volatile bool _disposed;

    public KernelCells(Func<CancellationToken, Task<string?>> readLine)
    {
        _readLine = readLine;
        _session = Start();
    }

    /// <summary>Called after the state was lost.</summary>
    public event Action? Restarted;

    /// <summary>Tells outputs of one process from those of the next.</summary>
    public string Id { get; private set; } = "";

    /// <summary>The id of the process: another one than before has none of the variables.</summary>
    public int ProcessId => _session.ProcessId;

    /// <summary>Whether the process has ended between two cells, so that the next one starts without what was there.</summary>
    public bool HasEnded => _session.HasEnded;

    /// <summary>Ends when the process has a warm compiler, or has ended.</summary>
    public Task Ready => _session.Ready;

    /// <summary>Runs a cell. After a crash or a stop by force, a fresh process is there when this returns.</summary>
    public async Task<CellError?> RunAsync(string place, string code, Action<CellOutput> show)
    {
        var number = Interlocked.Increment(ref _running);
        CellError? error;
        try
        {
            error = (await _session.RunAsync(place, code, timeout: null, show)).Error;
        }
        finally
        {
            Interlocked.Increment(ref _running);
            Volatile.Write(ref _lastEnd, Stopwatch.GetTimestamp());
        }

        if (!_session.HasEnded)
        {
            return error;
        }

        var wasKilled = Interlocked.Exchange(ref _killed, 0) == number;
        await RestartAsync();
        return wasKilled
            ? new CellError(
                CellErrorKind.Interrupted,
                $"The cell did not stop within {CellSession.StopGrace.TotalSeconds:0} s, so its process was ended. The state of the "
                    + "notebook is lost: run the cells above again.",
                null, [])
            : error is { Kind: CellErrorKind.Crash } ? error with { Message = $"{error.Message} Run the cells above again." } : error;
    }

    /// <summary>Stops the running cell: by its token, else by ending its process.</summary>
    public void Interrupt()
    {
        var number = Volatile.Read(ref _running);
        if (number % 2 == 0)
        {
            return; // No cell runs.
        }

        var stopping = _session;
        stopping.Interrupt();
        _ = Task.Run(async () =>
        {
            // Whether the cell works or waits cannot be told while its process warms up.
            await Task.WhenAny(Task.WhenAll(stopping.Ready, _rehearsal), Task.Delay(LongestWarmUp));
            await Task.Delay(CellSession.StopGrace);
            if (Volatile.Read(ref _running) == number)
            {
                Volatile.Write(ref _killed, number);
                await stopping.DisposeAsync();
            }
        });
    }

    /// <summary>Asks about code; null where there is no answer in time.</summary>
    public Task<LanguageAnswer?> AskAsync(LanguageQuestion question) => _session.AskAsync(question, Patience);

    /// <summary>Replaces the process.</summary>
    public async Task RestartAsync()
    {
        await _session.DisposeAsync();
        if (_disposed)
        {
            return;
        }

        _session = Start();
        Restarted?.Invoke();
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return _session.DisposeAsync();
    }

    private bool IsBusy => Volatile.Read(ref _running) % 2 != 0 || Stopwatch.GetElapsedTime(Volatile.Read(ref _lastEnd)) < Pause;

    private CellSession Start()
    {
        Id = Guid.NewGuid().ToString("N")[..8];
        var started = CellSession.Start(_folder, environment: null, _readLine);
        _ = RehearseAsync(started);
        return started;
    }

    /// <summary>Asks for a completion that nobody wants, so that the first one that somebody wants comes at once.</summary>
    private async Task RehearseAsync(CellSession started)
    {
        await started.Ready;
        Volatile.Write(ref _lastEnd, Stopwatch.GetTimestamp());
        while (IsBusy)
        {
            await Task.Delay(BetweenLooks);
        }

        if (started.HasEnded)
        {
            return;
        }

        _rehearsal = started.AskAsync(
            new LanguageQuestion(LanguageQuestionKind.Completion, "Console.", "Console.".Length), Timeout.InfiniteTimeSpan);
    }
}
