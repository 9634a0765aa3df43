using System.Text.Json.Nodes;
using System.Threading.Channels;
using DiffusionCourse.Notebooks.Jupyter.Requests;
using DiffusionCourse.Notebooks.Jupyter.Wire;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>Answers the requests of the shell channel, one after another, in the order in which they came.</summary>
internal sealed class ShellRequests(KernelCells cells, Outbox outbox, InputChannel input)
{
    private readonly Channel<(long Number, JupyterMessage Request)> _queue = Channel
        .CreateUnbounded<(long, JupyterMessage)>(new() { SingleReader = true });
    private readonly ExecutionHistory _history = new();
    private long _received;
    private long _abortedUpTo;

    public void Add(JupyterMessage request) => _queue.Writer.TryWrite((Interlocked.Increment(ref _received), request));

    /// <summary>Takes no more requests; <see cref="RunAsync"/> ends after the one that it is at.</summary>
    public void Stop() => _queue.Writer.TryComplete();

    public async Task RunAsync()
    {
        var execution = new Execution(cells, outbox, input, _history);
        var questions = new CodeQuestions(cells, outbox);
        cells.Restarted += _history.StartSession;
        await foreach (var (number, request) in _queue.Reader.ReadAllAsync())
        {
            if (!IsKnown(request.Type))
            {
                KernelLog.Write($"ignored a message of unknown type '{request.Type}' on shell");
                continue;
            }

            outbox.Status(request, "busy");
            try
            {
                await AnswerAsync(request, number, execution, questions);
            }
            catch (Exception exception)
            {
                KernelLog.Write($"{request.Type} failed: {exception}");
                outbox.Reply(request, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), FailedContent(exception));
            }

            outbox.Status(request, "idle");
        }
    }

    private async Task AnswerAsync(JupyterMessage request, long number, Execution execution, CodeQuestions questions)
    {
        switch (request.Type)
        {
            case "execute_request" when number <= _abortedUpTo:
                execution.Abort(request);
                break;
            case "execute_request":
                if (!await execution.RunAsync(request))
                {
                    _abortedUpTo = Interlocked.Read(ref _received);
                }

                break;
            case "kernel_info_request":
                outbox.Reply(request, "kernel_info_reply", KernelInfo.Content());
                break;
            case "complete_request":
                await questions.CompleteAsync(request);
                break;
            case "inspect_request":
                await questions.InspectAsync(request);
                break;
            case "is_complete_request":
                await questions.IsCompleteAsync(request);
                break;
            case "history_request":
                outbox.Reply(request, "history_reply", HistoryRequests.Answer(request, _history));
                break;
            case "comm_info_request":
                outbox.Reply(request, "comm_info_reply", new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                // There are no widgets here: whoever opens a channel to one is told that it is closed.
                outbox.Publish(
                    request, "comm_close", new JsonObject { ["comm_id"] = request.Text("comm_id") ?? "", ["data"] = new JsonObject() });
                break;
        }
    }

    private static bool IsKnown(string type)
        => type is "execute_request" or "kernel_info_request" or "complete_request" or "inspect_request" or "is_complete_request"
        or "history_request" or "comm_info_request" or "comm_open" or "comm_msg" or "comm_close";

    private static JsonObject FailedContent(Exception exception)
    {
        var content = new ErrorReport(exception.GetType().Name, exception.Message, []).ToContent();
        content["status"] = "error";
        return content;
    }
}
