using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>
/// The cells of one notebook, running in a process of their own. One cell runs at a time; each sees what those before it left.
/// </summary>
public sealed class CellSession : INotebookSession
{
    /// <summary>How long a cell that was asked to stop may take before its process is killed.</summary>
    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    private readonly WorkerProcess _worker;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _crash;
    private readonly Task _reading;
    private readonly StandardErrorTail _errorTail = new();
    private readonly Func<CancellationToken, Task<string?>>? _readLine;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<LanguageAnswer>> _questions = new();
    private readonly TaskCompletionSource _errorsRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningCell? _running;
    private int _runs;

    private CellSession(WorkerProcess worker, Func<CancellationToken, Task<string?>>? readLine)
    {
        _worker = worker;
        ProcessId = worker.Process.Id;
        _readLine = readLine;
        worker.Process.OutputDataReceived += (_, line) => PassOn(CellOutputKind.StandardOutput, line.Data);
        worker.Process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                _errorsRead.TrySetResult();
            }
            else if (!_errorTail.Add(line.Data))
            {
                PassOn(CellOutputKind.StandardError, line.Data);
            }
        };
        worker.Process.BeginOutputReadLine();
        worker.Process.BeginErrorReadLine();
        _reading = Task.Factory.StartNew(ReadEvents, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _crash = WaitForEndAsync();
    }

    /// <summary>Whether the process has ended, so that no more cells can run.</summary>
    public bool HasEnded => _crash.IsCompleted;

    /// <summary>The id of the process, also after its end.</summary>
    internal int ProcessId { get; }

    /// <summary>Completes when the first cell can start without waiting for the compiler.</summary>
    public Task Ready => Task.WhenAny(_ready.Task, _crash);

    /// <summary>Starts the process. It warms up on its own; cells may be sent at once.</summary>
    /// <param name="workingDirectory">The folder that relative paths in cells start from: the notebook's.</param>
    /// <param name="environment">Variables that the process gets besides those of this one; null removes one.</param>
    /// <param name="readLine">
    /// Gives a cell that reads from the console its next line, null at the end of the text; what it throws, the cell sees as an
    /// exception of that message. Without it, cells find the end of the text at once.
    /// </param>
    public static CellSession Start(
        string workingDirectory, IReadOnlyDictionary<string, string?>? environment = null,
        Func<CancellationToken, Task<string?>>? readLine = null) =>
        new(WorkerProcess.Start(workingDirectory, environment ?? new Dictionary<string, string?>()), readLine);

    /// <summary>Runs a cell of C#.</summary>
    /// <param name="place">What errors call the cell, such as <c>cell 3</c>.</param>
    /// <param name="code">Its text.</param>
    /// <param name="timeout">How long it may run; null for no limit. Time that the process takes to start counts too.</param>
    /// <param name="show">Called with each output as it comes, on another thread, one at a time.</param>
    /// <param name="cancellation">Stops the cell, and its process with it if the cell does not heed its token.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public async Task<CellOutcome> RunAsync(
        string place, string code, TimeSpan? timeout, Action<CellOutput> show, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(show);
        cancellation.ThrowIfCancellationRequested();
        var cell = new RunningCell(Interlocked.Increment(ref _runs), show);
        var start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _running, cell);
        if (!_crash.IsCompleted)
        {
            Send(new WorkerCommand(WorkerCommandKind.Run, cell.Number, place, code) { TakesInput = _readLine is not null });
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout is { } limit)
        {
            timer.CancelAfter(limit);
        }

        await Task.WhenAny(cell.Done.Task, _crash, Task.Delay(Timeout.Infinite, timer.Token));
        var stopped = timer.IsCancellationRequested && !cell.Done.Task.IsCompleted && !_crash.IsCompleted;
        if (stopped)
        {
            await StopAsync(cell);
        }

        cancellation.ThrowIfCancellationRequested();
        if (stopped)
        {
            var after = HasEnded ? "Its process was ended: what the cells before it left is gone." : "It stopped when asked to.";
            var message =
                $"The cell ran longer than its limit of {Seconds(timeout!.Value)}. {after} Give it more time with --timeout, or less to "
                    + "do.";
            return new CellOutcome(new CellError(CellErrorKind.Timeout, message, null, []), Stopwatch.GetElapsedTime(start));
        }

        if (cell.Done.Task.IsCompleted)
        {
            var done = await cell.Done.Task;
            return new CellOutcome(done.Error, TimeSpan.FromMilliseconds(done.ElapsedMilliseconds));
        }

        var error = new CellError(CellErrorKind.Crash, await _crash, null, _errorTail.Lines());
        return new CellOutcome(error, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Cancels the token of the running cell. A cell that does not heed it goes on.</summary>
    public void Interrupt()
    {
        if (Volatile.Read(ref _running) is { } cell)
        {
            Send(new WorkerCommand(WorkerCommandKind.Cancel, cell.Number));
        }
    }

    /// <summary>Asks about code that is not run as a cell. Answered after the cells that were sent before.</summary>
    /// <returns>The answer; null where the process ended or the time was up.</returns>
    internal async Task<LanguageAnswer?> AskAsync(LanguageQuestion question, TimeSpan patience)
    {
        var number = Interlocked.Increment(ref _runs);
        var answer = _questions[number] = new TaskCompletionSource<LanguageAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new WorkerCommand(WorkerCommandKind.Ask, number) { Question = question });
        using var end = new CancellationTokenSource(patience);
        await Task.WhenAny(answer.Task, _crash, Task.Delay(Timeout.Infinite, end.Token));
        _questions.TryRemove(number, out _);
        return answer.Task.IsCompleted ? await answer.Task : null;
    }

    /// <summary>Ends the process.</summary>
    public async ValueTask DisposeAsync()
    {
        _worker.Kill();
        await _crash;
        await Task.WhenAny(_reading, Task.Delay(StopGrace));
        _worker.Dispose();
    }

    private async Task StopAsync(RunningCell cell)
    {
        Send(new WorkerCommand(WorkerCommandKind.Cancel, cell.Number));
        await Task.WhenAny(cell.Done.Task, _crash, Task.Delay(StopGrace));
        if (!cell.Done.Task.IsCompleted)
        {
            _worker.Kill();
            await _crash;
        }
    }

    private void Send(WorkerCommand command)
    {
        try
        {
            _worker.Commands.Write(command);
        }
        catch (IOException)
        {
            // The process has ended: whoever waits for the cell learns that from the process.
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void ReadEvents()
    {
        try
        {
            var events = new MessageReader<WorkerEvent>(_worker.Events, ProtocolJson.Default.WorkerEvent);
            while (events.Read() is { } message)
            {
                Handle(message);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or JsonException)
        {
            // A process that is killed may leave half a line behind; its end is handled where it is waited for.
        }
    }

    private void Handle(WorkerEvent message)
    {
        switch (message.Kind)
        {
            case WorkerEventKind.Ready:
                _ready.TrySetResult();
                break;
            case WorkerEventKind.Done:
                if (Volatile.Read(ref _running) is { } cell && cell.Number == message.Run)
                {
                    cell.Done.TrySetResult(message);
                }

                break;
            case WorkerEventKind.Answer:
                if (_questions.TryGetValue(message.Run, out var question))
                {
                    question.TrySetResult(message.Answer ?? new LanguageAnswer());
                }

                break;
            case WorkerEventKind.InputRequest:
                _ = ReadLineAsync(message.Run);
                break;
            case WorkerEventKind.StandardOutput:
                Show(CellOutputKind.StandardOutput, message);
                break;
            case WorkerEventKind.StandardError:
                Show(CellOutputKind.StandardError, message);
                break;
            case WorkerEventKind.Display:
                Show(CellOutputKind.Display, message);
                break;
            case WorkerEventKind.Update:
                Show(CellOutputKind.Update, message);
                break;
        }
    }

    private void Show(CellOutputKind kind, WorkerEvent message) =>
        Volatile.Read(ref _running)?.Show(
            new CellOutput(kind, message.OutputId ?? "", message.MimeType ?? "text/plain", message.Text ?? "")
            {
                PlainText = message.PlainText,
                IsResult = message.IsResult,
            });

    private async Task ReadLineAsync(int run)
    {
        try
        {
            using var cellEnds = new CancellationTokenSource();
            if (Volatile.Read(ref _running) is not { } cell || cell.Number != run)
            {
                return;
            }

            _ = Task.WhenAny(cell.Done.Task, _crash).ContinueWith(_ => cellEnds.Cancel(), TaskScheduler.Default);
            var line = await _readLine!(cellEnds.Token);
            Send(new WorkerCommand(WorkerCommandKind.Input, run, Code: line ?? "") { TakesInput = line is not null });
        }
        catch (OperationCanceledException)
        {
            // The cell has ended without its line.
        }
        catch (Exception exception)
        {
            Send(new WorkerCommand(WorkerCommandKind.Input, run) { Refusal = exception.Message });
        }
    }

    private void PassOn(CellOutputKind kind, string? line)
    {
        if (line is not null)
        {
            Volatile.Read(ref _running)?.Show(new CellOutput(kind, "", "text/plain", line + "\n"));
        }
    }

    private async Task<string> WaitForEndAsync()
    {
        await _worker.Exited;

        // What it sent before its end is still in the pipes. A process that it started may hold them open: wait no longer than this.
        await Task.WhenAny(Task.WhenAll(_reading, _errorsRead.Task), Task.Delay(TimeSpan.FromSeconds(1)));
        var code = _worker.Process.ExitCode;
        var reason = Invariant($"exit code {code}{(code > 128 ? $", signal {code - 128}" : "")}");
        return $"The process that runs the cells ended ({reason}), so the state of the notebook is gone.";
    }

    private static string Seconds(TimeSpan time) => Invariant($"{time.TotalSeconds:0.###} s");
}
