using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using DiffusionCourse.Notebooks.Jupyter;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Sessions;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Serving;

/// <summary>
/// Runs the cells of one notebook for an editor that speaks JSON lines over standard input and output: see README.md beside this
/// file. It ends with its input, so that nothing outlives an editor that was killed.
/// </summary>
public sealed class NotebookServer : IAsyncDisposable
{
    /// <summary>The version that the first line of the output names; it grows when an editor has to change.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>The argument by which this assembly, as a program, is the server.</summary>
    internal const string Verb = "serve";

    private readonly MessageWriter<EditorMessage> _messages;
    private readonly KernelCells _cells;
    private readonly Channel<(long Number, EditorRequest Request)> _runs = Channel
        .CreateUnbounded<(long, EditorRequest)>(new() { SingleReader = true });
    private readonly Lock _gate = new();
    private TaskCompletionSource<string?>? _line;
    private long _received;
    private long _stoppedUpTo;
    private int _runningId;

    private NotebookServer(Stream output)
    {
        _messages = new MessageWriter<EditorMessage>(output, EditorJson.Default.EditorMessage);
        _cells = new KernelCells(ReadLineAsync);
    }

    /// <summary>Serves until the input ends. Cells run in the current folder.</summary>
    /// <param name="input">Where requests come from.</param>
    /// <param name="output">Where answers go. Nothing else may be written there.</param>
    public static async Task RunAsync(Stream input, Stream output)
    {
        // Whatever else is printed in this process must not stand between two answers.
        Console.SetOut(Console.Error);
        await using var server = new NotebookServer(output);
        server.Send(new EditorMessage("hello") { Version = ProtocolVersion, Process = server._cells.ProcessId });
        var running = Task.Run(server.RunCellsAsync);
        using var reader = new StreamReader(input, new UTF8Encoding(false));
        while (await reader.ReadLineAsync() is { } line)
        {
            server.Take(line);
        }

        server._runs.Writer.TryComplete();
    }

    /// <summary>Ends the process of the cells.</summary>
    public ValueTask DisposeAsync() => _cells.DisposeAsync();

    private void Take(string line)
    {
        EditorRequest request;
        try
        {
            request = EditorRequest.Read(line);
        }
        catch (EditorRequestException exception)
        {
            Send(new EditorMessage("fault", exception.Id) { Text = exception.Message });
            return;
        }

        switch (request)
        {
            case { Question: { } question }:
                _ = AnswerAsync(request.Id, question);
                break;
            case { Type: "ready" }:
                _ = TellWhenReadyAsync(request.Id);
                break;
            case { Type: "interrupt" }:
                Interrupt();
                break;
            case { Type: "input" }:
                if (Interlocked.Exchange(ref _line, null)?.TrySetResult(request.Line) != true)
                {
                    Send(new EditorMessage("fault", request.Id) { Text = "No cell waits for a line." });
                }

                break;
            default:
                _runs.Writer.TryWrite((Interlocked.Increment(ref _received), request));
                break;
        }
    }

    private async Task TellWhenReadyAsync(int id)
    {
        await _cells.Ready;
        Send(new EditorMessage("ready", id));
    }

    private async Task AnswerAsync(int id, LanguageQuestion question) =>
        Send(new EditorMessage("answer", id) { Answer = await _cells.AskAsync(question) });

    /// <summary>Stops the cell that runs, and gives up those that wait behind it.</summary>
    private void Interrupt()
    {
        lock (_gate)
        {
            _stoppedUpTo = Interlocked.Read(ref _received);
            _cells.Interrupt();
        }
    }

    private async Task RunCellsAsync()
    {
        await foreach (var (number, request) in _runs.Reader.ReadAllAsync())
        {
            var process = _cells.ProcessId;
            if (_cells.HasEnded)
            {
                // Between two cells: whoever asked for this one learns of it now.
                await _cells.RestartAsync();
                Send(
                    new EditorMessage("stream", request.Id)
                    {
                        Stream = "stderr",
                        Text =
                            "The process that runs the cells had ended, so the state of the notebook is lost: run the cells above again.\n",
                    });
            }

            Send(new EditorMessage("started", request.Id));
            var start = Stopwatch.GetTimestamp();
            var error = await (
                Start(number, request)
                    ?? Task.FromResult<CellError?>(new(CellErrorKind.Interrupted, "The cell was stopped before it ran.", null, [])));
            Send(new EditorMessage("done", request.Id)
            {
                Milliseconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1),
                Error = error,
                Process = _cells.ProcessId,
                StateLost = _cells.ProcessId == process ? null : true,
            });
        }
    }

    /// <summary>Starts a cell; null where it was stopped while it waited. No stop comes between the question and the start.</summary>
    private Task<CellError?>? Start(long number, EditorRequest request)
    {
        lock (_gate)
        {
            _runningId = request.Id;
            return number <= _stoppedUpTo
                ? null
                : _cells.RunAsync(request.Place, LineEnds.ToLineFeeds(request.Code), output => Send(MessageOf(output, request.Id)));
        }
    }

    private async Task<string?> ReadLineAsync(CancellationToken cellEnds)
    {
        var line = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _line, line);
        Send(new EditorMessage("input", Volatile.Read(ref _runningId)));
        return await line.Task.WaitAsync(cellEnds);
    }

    private static EditorMessage MessageOf(CellOutput output, int id) => output.Kind switch
    {
        CellOutputKind.StandardOutput => new EditorMessage("stream", id) { Stream = "stdout", Text = output.Content },
        CellOutputKind.StandardError => new EditorMessage("stream", id) { Stream = "stderr", Text = output.Content },
        CellOutputKind.Update => new EditorMessage("update", id) { Output = output.Id, Data = MimeBundle.Of(output) },
        _ => new EditorMessage(
            "display", id) { Output = output.Id, Data = MimeBundle.Of(output), IsResult = output.IsResult ? true : null },
    };

    private void Send(EditorMessage message)
    {
        try
        {
            _messages.Write(message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The editor is gone; the end of the input, which follows, ends this process.
        }
    }
}
