using System.Text.Json;
using DiffusionCourse.Models;

namespace DiffusionCourse.Tokenization;

/// <summary>
/// tokenizer_config.json or special_tokens_map.json. A field that is missing or null gives null, one of the wrong kind an error.
/// </summary>
internal sealed class TokenizerConfig : JsonFields
{
    private const int LeastLength = 3;

    private TokenizerConfig(string path, JsonElement root)
        : base(path, root)
    {
    }

    /// <summary>The file's content, or null where there is no file.</summary>
    /// <exception cref="ModelException">The file is no JSON object.</exception>
    public static TokenizerConfig? Read(string path)
    {
        using var document = ModelFolder.ReadJson(path);
        return document is null ? null : new(path, document.RootElement.Clone());
    }

    /// <summary>A special token: a text, or an object whose "content" is one.</summary>
    public string? Token(string name) => Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => TextOf(name, text),
        { ValueKind: JsonValueKind.Object } token when token
            .TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String => TextOf(name, content),
        { } other => throw Wrong(name, other, "a text, or an object whose \"content\" is one"),
    };

    /// <summary>A number of tokens; null where it is stated so large that it means none.</summary>
    public int? Length(string name, double most) => Field(name) is not { } value ? null
        : value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var length) || length < LeastLength ? throw Wrong(
            name, value, $"a number of tokens from {LeastLength}")
        : length <= most ? (int)length : null;
}
