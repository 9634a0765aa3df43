using System.Text.Json;

namespace DiffusionCourse.Models;

/// <summary>The fields of a model's JSON file, and the error for one that is not what it must be.</summary>
internal abstract class JsonFields(string path, JsonElement root)
{
    protected JsonElement Root { get; } = root;

    /// <summary>A field's value, or null where it is missing or null.</summary>
    protected JsonElement? Field(string name)
        => Root.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    protected ModelException Wrong(string name, JsonElement value, string expected)
        => new($"'{path}' states \"{name}\": {value.GetRawText()}, which must be {expected}. Fetch the model again.");
}
