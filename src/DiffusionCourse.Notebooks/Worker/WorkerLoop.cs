using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using DiffusionCourse.Notebooks.Display;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>Takes commands from the host, runs cells one after another, and sends events back, until the host is gone.</summary>
internal sealed class WorkerLoop : IDisposable
{
    private readonly BlockingCollection<WorkerCommand> queue = [];
    private readonly MessageWriter<WorkerEvent> events;
    private readonly EventOutput output;
    private readonly ConsoleWriter standardOutput;
    private readonly ConsoleWriter standardError;
    private readonly ConsoleReader standardInput;
    private readonly CellRunner runner = new(Environment.CurrentDirectory);
    private readonly Lock gate = new();
    private CancellationTokenSource? running;
    private int cancelledRun;

    private WorkerLoop(Stream eventStream)
    {
        events = new MessageWriter<WorkerEvent>(eventStream, ProtocolJson.Default.WorkerEvent);
        output = new EventOutput(events);
        standardOutput = new ConsoleWriter(text => output.Write(text, isError: false));
        standardError = new ConsoleWriter(text => output.Write(text, isError: true));
        standardInput = new ConsoleReader(RequestInput, () => CurrentToken);
        output.Showing += FlushConsole;
    }

    public static int Run(string commandPipe, string eventPipe)
    {
        using var commands = new AnonymousPipeClientStream(PipeDirection.In, commandPipe);
        using var eventStream = new AnonymousPipeClientStream(PipeDirection.Out, eventPipe);
        using var loop = new WorkerLoop(eventStream);
        Console.SetOut(loop.standardOutput);
        Console.SetError(loop.standardError);
        Console.SetIn(loop.standardInput);

        // The keys that stop the host reach its whole process group: the host decides what becomes of the cell.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        CellFunctions.Install(loop.output);
        HostSeam.Install(loop.output, () => loop.CurrentToken);
        new Thread(() => loop.ReadCommands(commands)) { IsBackground = true, Name = "commands" }.Start();
        loop.RunCellsAsync().GetAwaiter().GetResult();
        return 0;
    }

    public void Dispose()
    {
        standardOutput.Dispose();
        standardError.Dispose();
        standardInput.Dispose();
        runner.Dispose();
        queue.Dispose();
    }

    private CancellationToken CurrentToken
    {
        get
        {
            lock (gate)
            {
                return running?.Token ?? CancellationToken.None;
            }
        }
    }

    private void ReadCommands(Stream stream)
    {
        try
        {
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                var command = JsonSerializer.Deserialize(line, ProtocolJson.Default.WorkerCommand)!;
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
                standardInput.Give(command.TakesInput ? command.Code : null, command.Refusal);
                break;
            case WorkerCommandKind.Ask when command.Question!.Kind != LanguageQuestionKind.Value:
                // Beside the cells: the compiler's services take a second to get going.
                _ = Task.Run(() => AnswerAsync(command.Run, command.Question));
                break;
            default:
                queue.Add(command);
                break;
        }
    }

    private async Task AnswerAsync(int number, LanguageQuestion question)
    {
        LanguageAnswer answer;
        try
        {
            answer = await runner.AnswerAsync(question);
        }
        catch (Exception exception)
        {
            answer = new LanguageAnswer { Error = new CellError(CellErrorKind.Exception, $"{exception.GetType().Name}: {exception.Message}", null, []) };
        }

        FlushConsole();
        events.Write(new WorkerEvent(WorkerEventKind.Answer, number) { Answer = answer });
    }

    private void RequestInput()
    {
        FlushConsole();
        events.Write(new WorkerEvent(WorkerEventKind.InputRequest, output.Run));
    }

    private void Cancel(int run)
    {
        CancellationTokenSource? source;
        lock (gate)
        {
            cancelledRun = run;
            source = running;
        }

        // Elsewhere: callbacks registered on the token are the cells' own code.
        _ = source?.CancelAsync();
    }

    private async Task RunCellsAsync()
    {
        await runner.WarmUpAsync();
        events.Write(new WorkerEvent(WorkerEventKind.Ready));
        foreach (var command in queue.GetConsumingEnumerable())
        {
            await (command.Kind == WorkerCommandKind.Ask ? AnswerAsync(command.Run, command.Question!) : RunCellAsync(command));
        }
    }

    private async Task RunCellAsync(WorkerCommand command)
    {
        using var cancellation = new CancellationTokenSource();
        lock (gate)
        {
            running = cancellation;
            if (cancelledRun == command.Run)
            {
                cancellation.Cancel();
            }
        }

        output.Begin(command.Run);
        standardInput.Begin(command.TakesInput);
        var start = Stopwatch.GetTimestamp();
        CellError? error;
        try
        {
            error = await StoppableCell.RunAsync(() => runner.RunAsync(command.Code, command.Place, cancellation.Token), () => runner.IsAnswering, cancellation.Token);
        }
        catch (Exception exception)
        {
            // Formatting a value runs its own code, and a cancelled compilation throws.
            error = new CellError(CellErrorKind.Exception, $"{exception.GetType().Name}: {exception.Message}", null, []);
        }

        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        FlushConsole();
        lock (gate)
        {
            running = null;
        }

        events.Write(new WorkerEvent(WorkerEventKind.Done, command.Run, ElapsedMilliseconds: elapsed, Error: error));
    }

    private void FlushConsole()
    {
        standardOutput.Flush();
        standardError.Flush();
    }
}
