using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>The cells of one notebook in .NET Interactive: the tool as a process of its own, spoken to in lines of JSON.</summary>
internal sealed class InteractiveSession : INotebookSession
{
    private const string Kernel = "csharp";
    private const string HtmlType = "text/html";

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StandardErrorTail _errorTail = new();
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private InteractiveCell? _running;
    private int _runs;

    private InteractiveSession(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _ = line.Data is null || _errorTail.Add(line.Data);
        process.BeginErrorReadLine();
        _reading = Task.Factory.StartNew(ReadEvents, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public Task Ready => Task.WhenAny(_ready.Task, _reading);

    /// <summary>Starts the tool.</summary>
    /// <param name="workingDirectory">The folder that relative paths in cells start from: the notebook's.</param>
    /// <param name="environment">Variables that the process gets besides those of this one; null removes one.</param>
    public static InteractiveSession Start(string workingDirectory, IReadOnlyDictionary<string, string?> environment)
    {
        var start = InteractiveTool.Start(workingDirectory);
        start.UseShellExecute = false;
        start.CreateNoWindow = start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;

        // It reports its use to its maker unless it is told not to.
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_INTERACTIVE_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            throw new FileNotFoundException(
                "dotnet-interactive is neither in a tool manifest nor installed. Run 'dotnet tool restore' in the course's folder, or "
                    + "'dotnet tool install --global Microsoft.dotnet-interactive'.");
        }
    }

    /// <inheritdoc/>
    public async Task<CellOutcome> RunAsync(
        string place, string code, TimeSpan? timeout, Action<CellOutput> show, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var cell = new InteractiveCell(string.Create(CultureInfo.InvariantCulture, $"run-{++_runs}"), show);
        Volatile.Write(ref _running, cell);
        var start = Stopwatch.GetTimestamp();
        Send("SubmitCode", cell.Token, new JsonObject { ["code"] = code, ["targetKernelName"] = Kernel });
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout is { } limit)
        {
            timer.CancelAfter(limit);
        }

        await Task.WhenAny(cell.Done.Task, _reading, Task.Delay(Timeout.Infinite, timer.Token));
        if (timer.IsCancellationRequested && !cell.Done.Task.IsCompleted)
        {
            Send("Cancel", $"{cell.Token}-stop", new JsonObject { ["targetKernelName"] = Kernel });
            await Task.WhenAny(cell.Done.Task, _reading, Task.Delay(CellSession.StopGrace, CancellationToken.None));
            cancellation.ThrowIfCancellationRequested();
            return Ended(
                CellErrorKind.Timeout,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The cell ran longer than its limit of {timeout!.Value.TotalSeconds:0.###} s. Give it more time with --timeout, or "
                        + $"less to do."),
                []);
        }

        if (cell.Done.Task.IsCompleted)
        {
            return await cell.Done.Task is { } message
                ? Ended(CellErrorKind.Exception, message, [])
                : new CellOutcome(null, Stopwatch.GetElapsedTime(start));
        }

        return Ended(
            CellErrorKind.Crash,
            "dotnet-interactive ended. Where it was never there, dotnet tool restore in the course's folder brings it.",
            _errorTail.Lines());

        CellOutcome Ended(CellErrorKind kind, string message, IReadOnlyList<string> details) =>
            new(new CellError(kind, message, new CellLocation(place, 1, 0, code.Split('\n')[0]), details), Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        await Task.WhenAny(_reading, Task.Delay(CellSession.StopGrace));
        _process.Dispose();
    }

    private void Send(string type, string token, JsonObject command)
    {
        try
        {
            lock (_gate)
            {
                _process.StandardInput
                    .WriteLine(new JsonObject { ["token"] = token, ["commandType"] = type, ["command"] = command }.ToJsonString());
                _process.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            // The process has ended: whoever waits for the cell learns that from the end of its output.
        }
    }

    private void ReadEvents()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            // What the dotnet command itself says is no event.
            if (line.StartsWith('{') && JsonNode.Parse(line) is JsonObject message && message["event"] is JsonObject content)
            {
                Handle((string?)message["eventType"], content, (string?)message["command"]?["token"]);
            }
            else
            {
                _ = _errorTail.Add(line);
            }
        }
    }

    private void Handle(string? type, JsonObject content, string? token)
    {
        if (type == "KernelReady")
        {
            _ready.TrySetResult();
        }

        // What a cell imports runs under tokens that begin with its own.
        if (
            Volatile.Read(ref _running) is not { } cell || token is null
                || (token != cell.Token && !token.StartsWith($"{cell.Token}.", StringComparison.Ordinal)))
        {
            return;
        }

        switch (type)
        {
            case "CommandSucceeded" when token == cell.Token:
                cell.Done.TrySetResult(null);
                break;
            case "CommandFailed" when token == cell.Token:
                cell.Done.TrySetResult((string?)content["message"] ?? "The cell failed.");
                break;
            case "StandardOutputValueProduced":
                cell.Show(OutputOf(CellOutputKind.StandardOutput, content));
                break;
            case "StandardErrorValueProduced":
                cell.Show(OutputOf(CellOutputKind.StandardError, content));
                break;
            case "DisplayedValueProduced":
                cell.Show(OutputOf(CellOutputKind.Display, content));
                break;
            case "DisplayedValueUpdated":
                cell.Show(OutputOf(CellOutputKind.Update, content));
                break;
            case "ReturnValueProduced":
                cell.Show(OutputOf(CellOutputKind.Display, content) with { IsResult = true });
                break;
        }
    }

    private static CellOutput OutputOf(CellOutputKind kind, JsonObject content)
    {
        var values = (content["formattedValues"] as JsonArray ?? []).OfType<JsonObject>().ToDictionary(
            value => (string)value["mimeType"]!, value => (string?)value["value"] ?? "");
        var type = values.ContainsKey(HtmlType) ? HtmlType : values.Keys.FirstOrDefault() ?? "text/plain";
        return new CellOutput(kind, (string?)content["valueId"] ?? Guid.NewGuid().ToString("N"), type, values.GetValueOrDefault(type, ""))
        {
            PlainText = values.GetValueOrDefault("text/plain"),
        };
    }
}
