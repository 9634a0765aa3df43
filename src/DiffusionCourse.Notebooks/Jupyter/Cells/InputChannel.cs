using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Wire;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>Asks the client whose cell runs for the lines that the cell reads from the console.</summary>
internal sealed class InputChannel(Outbox outbox)
{
    private readonly Lock _gate = new();
    private JupyterMessage? _request;
    private TaskCompletionSource<string>? _waiting;

    /// <summary>Cells read from the client that sent this request from now on; null after the cell.</summary>
    public void Serve(JupyterMessage? executeRequest)
    {
        lock (_gate)
        {
            _request = executeRequest;
            _waiting = null;
        }
    }

    /// <summary>Asks for a line and waits for it.</summary>
    /// <exception cref="InvalidOperationException">The client takes no questions.</exception>
    public async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        Task<string> answer;
        lock (_gate)
        {
            if (_request is null || !_request.Flag("allow_stdin"))
            {
                throw new InvalidOperationException(
                    "The cell reads from the console, but this client takes no input (allow_stdin is false). Put the text into the cell.");
            }

            _waiting = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            answer = _waiting.Task;
            outbox.Ask(_request, "input_request", new JsonObject { ["prompt"] = "", ["password"] = false });
        }

        return await answer.WaitAsync(cancellation);
    }

    /// <summary>Takes a client's answer. One that nobody waits for is dropped.</summary>
    public void Take(JupyterMessage reply)
    {
        lock (_gate)
        {
            _waiting?.TrySetResult(reply.Text("value") ?? "");
        }
    }
}
