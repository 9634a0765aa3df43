using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Text;

/// <summary>
/// JSON as notebooks hold it. Python writes and reads what the standard has no place for, so it is read as Python reads it: of a key
/// that stands twice the last one counts, half of a surrogate pair is U+FFFD, and NaN and the infinities are null.
/// </summary>
internal static class NotebookJson
{
    /// <summary>How many objects and lists may lie inside each other.</summary>
    public const int DepthLimit = 256;

    private const string Replacement = @"\ufffd";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthLimit };
    private static readonly string[] NoNumbers = ["NaN", "Infinity", "-Infinity"];

    /// <exception cref="JsonException">The text is no JSON, or nested too deeply.</exception>
    public static JsonNode? Parse(string json) => NodeOf(JsonElement.Parse(WithoutPythonisms(json), Options));

    /// <summary>The same JSON with U+FFFD in place of escapes that are half of a pair, and null in place of what is no number.</summary>
    public static string WithoutPythonisms(string json)
    {
        if (
            !json.Contains(@"\ud", StringComparison.OrdinalIgnoreCase)
                && !NoNumbers.Any(word => json.Contains(word, StringComparison.Ordinal)))
        {
            return json;
        }

        var text = new StringBuilder(json.Length);
        var inString = false;
        for (var index = 0; index < json.Length;)
        {
            var rest = json.AsSpan(index);
            var (taken, given) = inString ? InString(rest) : Outside(rest);
            inString ^= rest[0] == '"';
            _ = given is null ? text.Append(rest[..taken]) : text.Append(given);
            index += taken;
        }

        return text.ToString();
    }

    /// <summary>A text member; null where it is not there, or of another type.</summary>
    public static string? Text(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>An object member; null where it is not there, or of another type.</summary>
    public static JsonObject? Member(JsonObject? parent, string name) => parent?[name] as JsonObject;

    /// <summary>An object member, put there where it is not, or of another type.</summary>
    public static JsonObject Put(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject present)
        {
            return present;
        }

        var added = new JsonObject();
        parent[name] = added;
        return added;
    }

    private static (int Taken, string? Given) InString(ReadOnlySpan<char> rest)
    {
        if (rest[0] != '\\')
        {
            return (1, null);
        }

        if (Escaped(rest) is not { } unit)
        {
            return (Math.Min(2, rest.Length), null);
        }

        var isPair = char.IsHighSurrogate(unit) && Escaped(rest[6..]) is { } next && char.IsLowSurrogate(next);
        return isPair ? (12, null) : (6, char.IsSurrogate(unit) ? Replacement : null);
    }

    private static (int Taken, string? Given) Outside(ReadOnlySpan<char> rest)
    {
        foreach (var word in NoNumbers)
        {
            if (rest.StartsWith(word, StringComparison.Ordinal))
            {
                return (word.Length, "null");
            }
        }

        return (1, null);
    }

    /// <summary>The code unit of an escape such as \ud83d that the text starts with; null where it starts otherwise.</summary>
    private static char? Escaped(ReadOnlySpan<char> text) =>
        text.Length >= 6 && text[0] == '\\' && text[1] == 'u'
            && ushort.TryParse(text.Slice(2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit)
            ? (char)unit
            : null;

    private static JsonNode? NodeOf(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = NodeOf(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(NodeOf)]);
            default:
                return JsonValue.Create(element);
        }
    }
}
