using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Wire;
using DiffusionCourse.Notebooks.Protocol;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Jupyter.Requests;

/// <summary>Answers <c>execute_request</c>: runs the cell, publishes what it shows, and says how it ended.</summary>
internal sealed class Execution(KernelCells cells, Outbox outbox, InputChannel input, ExecutionHistory history)
{
    private int _count;

    /// <summary>Runs a cell and replies.</summary>
    /// <returns>Whether the requests that wait behind it still run.</returns>
    public async Task<bool> RunAsync(JupyterMessage request)
    {
        var code = request.Text("code");
        if (code is null)
        {
            Fail(request, new ErrorReport("BadRequest", "execute_request has no text 'code'.", []));
            return true;
        }

        var silent = request.Flag("silent");
        var remembered = !silent && request.Flag("store_history", otherwise: true);
        if (string.IsNullOrWhiteSpace(code))
        {
            Reply(request, await EvaluateAsync(request));
            return true;
        }

        if (remembered)
        {
            _count++;
            history.Add(_count, code);
        }

        if (!silent)
        {
            outbox.Publish(request, "execute_input", new JsonObject { ["code"] = code, ["execution_count"] = _count });
        }

        await ReviveAsync(request, silent);
        var publisher = new CellPublisher(outbox, request, _count, cells.Id);
        input.Serve(request);
        var error = await cells.RunAsync($"cell {_count}", LineEnds.ToLineFeeds(code), silent ? _ => { } : publisher.Show);
        input.Serve(null);
        if (error is not null)
        {
            var report = ErrorReport.From(error);
            if (!silent)
            {
                outbox.Publish(request, "error", report.ToContent());
            }

            Fail(request, report);
            return !request.Flag("stop_on_error", otherwise: true);
        }

        if (remembered && publisher.Result is { } result)
        {
            history.SetOutput(result);
        }

        Reply(request, await EvaluateAsync(request));
        return true;
    }

    /// <summary>Says that a request was not run, because one before it failed.</summary>
    public void Abort(JupyterMessage request) =>
        outbox.Reply(request, "execute_reply", new JsonObject { ["status"] = "aborted", ["execution_count"] = _count });

    /// <summary>A process that ended between two cells is replaced, and the student told.</summary>
    private async Task ReviveAsync(JupyterMessage request, bool silent)
    {
        if (!cells.HasEnded)
        {
            return;
        }

        await cells.RestartAsync();
        if (!silent)
        {
            new CellPublisher(outbox, request, _count, cells.Id).Stream(
                "stderr", "The process that runs the cells had ended, so the state of the notebook is lost: run the cells above again.\n");
        }
    }

    private async Task<JsonObject> EvaluateAsync(JupyterMessage request)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in request.Content["user_expressions"] as JsonObject ?? [])
        {
            var code = expression is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
            var answer = await cells.AskAsync(new LanguageQuestion(LanguageQuestionKind.Value, code));
            var error = answer is null ? new CellError(CellErrorKind.Timeout, "The expression took too long.", null, []) : answer.Error;
            values[name] = error is null
                ? new JsonObject { ["status"] = "ok", ["data"] = MimeBundle.Of(answer!.Text, answer.Html), ["metadata"] = new JsonObject() }
                : With(ErrorReport.From(error).ToContent(), "status", "error");
        }

        return values;
    }

    private void Reply(JupyterMessage request, JsonObject values) => outbox.Reply(request, "execute_reply", new JsonObject
    {
        ["status"] = "ok",
        ["execution_count"] = _count,
        ["payload"] = new JsonArray(),
        ["user_expressions"] = values,
    });

    private void Fail(JupyterMessage request, ErrorReport report) =>
        outbox.Reply(request, "execute_reply", With(With(report.ToContent(), "status", "error"), "execution_count", _count));

    private static JsonObject With(JsonObject content, string name, JsonNode value)
    {
        content[name] = value;
        return content;
    }
}
