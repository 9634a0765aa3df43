using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Jupyter.Wire;

/// <summary>A message of the protocol.</summary>
/// <param name="Channel">The socket that it came by or goes to.</param>
/// <param name="Identities">Who it is from or for; the topic on iopub.</param>
/// <param name="Header">Its id, type, session, user, date and version.</param>
/// <param name="Parent">The header of the message that it answers; empty where there is none.</param>
/// <param name="Content">What it says.</param>
internal sealed record JupyterMessage(
    JupyterChannel Channel, IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Parent, JsonObject Content)
{
    public JsonObject Metadata { get; init; } = [];

    public string Type => (string)Header["msg_type"]!;

    /// <summary>A text in the content; null where there is none.</summary>
    public string? Text(string name) => Content[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A truth value in the content.</summary>
    public bool Flag(string name, bool otherwise = false)
        => Content[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    /// <summary>A whole number in the content; null where there is none.</summary>
    public int? Number(string name) => Content[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
