using System.Text.Json;

namespace DiffusionCourse.Models;

/// <summary>The fields of a model's JSON file, and the error for one that is not what it must be.</summary>
internal abstract class JsonFields(string path, JsonElement root)
{
    private const int LongestExcerpt = 120;

    protected JsonElement Root { get; } = root;

    /// <summary>A field's value, or null where it is missing or null.</summary>
    protected JsonElement? Field(string name)
        => Root.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>A text. JSON can write half of a surrogate pair, which no text of .NET's can hold when it is read.</summary>
    protected string TextOf(string name, JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, text, "a text without half a surrogate pair");
        }
    }

    protected ModelException Wrong(string name, JsonElement value, string expected)
        => new($"'{path}' states \"{name}\": {Excerpt(value)}, which must be {expected}. Fetch the model again.");

    /// <summary>The name of a field of a file.</summary>
    /// <exception cref="ModelException">It holds half a surrogate pair.</exception>
    public static string NameOf(JsonProperty field, string path)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException error)
        {
            throw new ModelException($"'{path}' has a field whose name holds half a surrogate pair. Fetch the model again.", error);
        }
    }

    /// <summary>A value as it is written, shortened where it is long.</summary>
    public static string Excerpt(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= LongestExcerpt ? raw : $"{raw.AsSpan(0, LongestExcerpt)}...";
    }
}
