using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using DiffusionCourse.Notebooks.Display;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Takes commands from the host, runs cells one after another, and sends events back, until the host is gone.</summary>
internal sealed class WorkerLoop : IDisposable
{
    private readonly BlockingCollection<WorkerCommand> _queue = [];
    private readonly MessageWriter<WorkerEvent> _events;
    private readonly EventOutput _output;
    private readonly ConsoleWriter _standardOutput;
    private readonly ConsoleWriter _standardError;
    private readonly ConsoleReader _standardInput;
    private readonly CellRunner _runner = new(Environment.CurrentDirectory);
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private int _cancelledRun;

    private WorkerLoop(Stream eventStream)
    {
        _events = new MessageWriter<WorkerEvent>(eventStream, ProtocolJson.Default.WorkerEvent);
        _output = new EventOutput(_events);
        _standardOutput = new ConsoleWriter(text => _output.Write(text, isError: false));
        _standardError = new ConsoleWriter(text => _output.Write(text, isError: true));
        _standardInput = new ConsoleReader(RequestInput, () => CurrentToken);
        _output.Showing += FlushConsole;
    }

    public static int Run(string commandPipe, string eventPipe)
    {
        using var commands = new AnonymousPipeClientStream(PipeDirection.In, commandPipe);
        using var eventStream = new AnonymousPipeClientStream(PipeDirection.Out, eventPipe);
        using var loop = new WorkerLoop(eventStream);
        Console.SetOut(loop._standardOutput);
        Console.SetError(loop._standardError);
        Console.SetIn(loop._standardInput);

        // The keys that stop the host reach its whole process group: the host decides what becomes of the cell.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        CellFunctions.Install(loop._output);
        HostSeam.Install(loop._output, () => loop.CurrentToken);
        new Thread(() => loop.ReadCommands(commands)) { IsBackground = true, Name = "commands" }.Start();
        loop.RunCellsAsync().GetAwaiter().GetResult();
        return 0;
    }

    public void Dispose()
    {
        _standardOutput.Dispose();
        _standardError.Dispose();
        _standardInput.Dispose();
        _runner.Dispose();
        _queue.Dispose();
    }

    private CancellationToken CurrentToken
    {
        get
        {
            lock (_gate)
            {
                return _running?.Token ?? CancellationToken.None;
            }
        }
    }

    private void ReadCommands(Stream stream)
    {
        try
        {
            var commands = new MessageReader<WorkerCommand>(stream, ProtocolJson.Default.WorkerCommand);
            while (commands.Read() is { } command)
            {
                Take(command);
            }
        }
        finally
        {
            // The host closed the pipe or died. A cell may be in native code or a tight loop: nothing gentler is sure to work.
            Process.GetCurrentProcess().Kill();
        }
    }

    private void Take(WorkerCommand command)
    {
        switch (command.Kind)
        {
            case WorkerCommandKind.Cancel:
                Cancel(command.Run);
                break;
            case WorkerCommandKind.Input:
                _standardInput.Give(command.TakesInput ? command.Code : null, command.Refusal);
                break;
            case WorkerCommandKind.Ask when command.Question!.Kind != LanguageQuestionKind.Value:
                // Beside the cells: the compiler's services take a second to get going.
                _ = Task.Run(() => AnswerAsync(command.Run, command.Question));
                break;
            default:
                _queue.Add(command);
                break;
        }
    }

    private async Task AnswerAsync(int number, LanguageQuestion question)
    {
        LanguageAnswer answer;
        try
        {
            answer = await _runner.AnswerAsync(question);
        }
        catch (Exception exception)
        {
            answer = new LanguageAnswer
            {
                Error = new CellError(CellErrorKind.Exception, $"{exception.GetType().Name}: {exception.Message}", null, []),
            };
        }

        FlushConsole();
        _events.Write(new WorkerEvent(WorkerEventKind.Answer, number) { Answer = answer });
    }

    private void RequestInput()
    {
        FlushConsole();
        _events.Write(new WorkerEvent(WorkerEventKind.InputRequest, _output.Run));
    }

    private void Cancel(int run)
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            _cancelledRun = run;
            source = _running;
        }

        // Elsewhere: callbacks registered on the token are the cells' own code.
        _ = source?.CancelAsync();
        _runner.StopAnswering();
    }

    private async Task RunCellsAsync()
    {
        await _runner.WarmUpAsync();
        _events.Write(new WorkerEvent(WorkerEventKind.Ready));
        foreach (var command in _queue.GetConsumingEnumerable())
        {
            await (command.Kind == WorkerCommandKind.Ask ? AnswerAsync(command.Run, command.Question!) : RunCellAsync(command));
        }
    }

    private async Task RunCellAsync(WorkerCommand command)
    {
        using var cancellation = new CancellationTokenSource();
        lock (_gate)
        {
            _running = cancellation;
            if (_cancelledRun == command.Run)
            {
                cancellation.Cancel();
            }
        }

        _output.Begin(command.Run);
        _standardInput.Begin(command.TakesInput);
        var start = Stopwatch.GetTimestamp();
        CellError? error;
        try
        {
            error = await StoppableCell.RunAsync(
                () => _runner.RunAsync(command.Code, command.Place, cancellation.Token), () => _runner.IsAnswering, cancellation.Token);
        }
        catch (Exception exception)
        {
            // Formatting a value runs its own code, and a cancelled compilation throws.
            error = new CellError(CellErrorKind.Exception, $"{exception.GetType().Name}: {exception.Message}", null, []);
        }

        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _standardOutput.End();
        _standardError.End();
        lock (_gate)
        {
            _running = null;
        }

        _events.Write(new WorkerEvent(WorkerEventKind.Done, command.Run, ElapsedMilliseconds: elapsed, Error: error));
    }

    private void FlushConsole()
    {
        _standardOutput.Flush();
        _standardError.Flush();
    }
}
