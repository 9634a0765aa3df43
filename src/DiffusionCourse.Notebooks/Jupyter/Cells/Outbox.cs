using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Jupyter.Wire;

namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>Writes the kernel's messages: replies to whoever asked, news to all.</summary>
internal sealed class Outbox(Action<JupyterMessage> send)
{
    public const string ProtocolVersion = "5.4";

    private readonly string _session = Guid.NewGuid().ToString();
    private int _messages;

    /// <summary>Answers a request, on the channel that it came by.</summary>
    public void Reply(JupyterMessage request, string type, JsonObject content) =>
        send(new JupyterMessage(request.Channel, request.Identities, Header(type), Copy(request.Header), content));

    /// <summary>Asks the client that sent a request for something, on its stdin.</summary>
    public void Ask(JupyterMessage request, string type, JsonObject content) =>
        send(new JupyterMessage(JupyterChannel.Stdin, request.Identities, Header(type), Copy(request.Header), content));

    /// <summary>Tells all clients.</summary>
    public void Publish(JupyterMessage? request, string type, JsonObject content)
    {
        var topic = Encoding.UTF8.GetBytes($"kernel.{_session}.{type}");
        send(new JupyterMessage(JupyterChannel.IoPub, [topic], Header(type), request is null ? [] : Copy(request.Header), content));
    }

    /// <summary>Tells all clients whether the kernel works on a request.</summary>
    public void Status(JupyterMessage? request, string state) => Publish(request, "status", new JsonObject { ["execution_state"] = state });

    private JsonObject Header(string type) => new()
    {
        ["msg_id"] = Invariant($"{_session}_{Interlocked.Increment(ref _messages)}"),
        ["msg_type"] = type,
        ["username"] = "kernel",
        ["session"] = _session,
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        ["version"] = ProtocolVersion,
    };

    private static JsonObject Copy(JsonObject header) => (JsonObject)header.DeepClone();
}
