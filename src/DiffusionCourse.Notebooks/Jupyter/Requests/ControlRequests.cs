using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Wire;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>Answers the requests of the control channel at once, whatever a cell does.</summary>
internal sealed class ControlRequests(Outbox outbox, Action interrupt, Action shutDown)
{
    public void Answer(JupyterMessage request)
    {
        if (request.Type is not ("kernel_info_request" or "interrupt_request" or "shutdown_request" or "debug_request"))
        {
            KernelLog.Write($"ignored a message of unknown type '{request.Type}' on {request.Channel.ToString().ToLowerInvariant()}");
            return;
        }

        outbox.Status(request, "busy");
        switch (request.Type)
        {
            case "kernel_info_request":
                outbox.Reply(request, "kernel_info_reply", KernelInfo.Content());
                break;
            case "interrupt_request":
                interrupt();
                outbox.Reply(request, "interrupt_reply", new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                ShutDown(request);
                return;
            case "debug_request":
                outbox.Reply(request, "debug_reply", Refusal(request));
                break;
        }

        outbox.Status(request, "idle");
    }

    private void ShutDown(JupyterMessage request)
    {
        JsonObject Content() => new() { ["status"] = "ok", ["restart"] = request.Flag("restart") };
        outbox.Reply(request, "shutdown_reply", Content());
        outbox.Publish(request, "shutdown_reply", Content());
        outbox.Status(request, "idle");
        shutDown();
    }

    /// <summary>The debug adapter's way to say no.</summary>
    private static JsonObject Refusal(JupyterMessage request) => new()
    {
        ["type"] = "response",
        ["request_seq"] = request.Number("seq") ?? 0,
        ["success"] = false,
        ["command"] = request.Text("command") ?? "",
        ["message"] = "This kernel has no debugger.",
    };
}
