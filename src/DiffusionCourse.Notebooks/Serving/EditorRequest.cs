using System.Text.Json;
using DiffusionCourse.Notebooks.Protocol;

namespace DiffusionCourse.Notebooks.Serving;

/// <summary>What an editor asks. Which members are read depends on <paramref name="Type"/>.</summary>
/// <param name="Type">One of <see cref="Types"/>.</param>
/// <param name="Id">Names the request in its answers; 0 where none was given.</param>
internal sealed record EditorRequest(string Type, int Id)
{
    /// <summary>The requests that there are.</summary>
    public const string Types = "run, interrupt, input, complete, inspect, signature, diagnose, ready";

    private const int ShownText = 60;

    /// <summary>For run: what errors call the cell, such as <c>cell 3</c>.</summary>
    public string Place { get; private init; } = "cell";

    /// <summary>For run: the text of the cell.</summary>
    public string Code { get; private init; } = "";

    /// <summary>For input: the line for a cell that reads from the console; null for the end of the text.</summary>
    public string? Line { get; private init; }

    /// <summary>The question that the request is; null for requests that are none.</summary>
    public LanguageQuestion? Question { get; private init; }

    /// <summary>Reads a line of the input.</summary>
    /// <exception cref="EditorRequestException">It is no request; the message names what is wrong.</exception>
    public static EditorRequest Read(string line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw new EditorRequestException($"The line is not JSON: {exception.Message} It starts with: {Shorten(line)}");
        }

        using (document)
        {
            var members = document.RootElement;
            if (members.ValueKind != JsonValueKind.Object)
            {
                throw new EditorRequestException(
                    $"A request is an object with a type, such as {{\"type\":\"interrupt\"}}; the line holds {Shorten(line)}.");
            }

            var id = Whole(members, "id", id: null);
            var type = Text(members, "type", id) ?? throw new EditorRequestException($"A request needs a type: {Types}.", id);
            if (type == "ready")
            {
                RequireId(type, id);
            }

            return new EditorRequest(type, id ?? 0)
            {
                Place = type == "run" ? Text(members, "place", id) ?? "cell" : "cell",
                Code = type == "run" ? RequireCode(members, type, id) : "",
                Line = type == "input" ? Text(members, "line", id) : null,
                Question = type switch
                {
                    "ready" or "run" or "interrupt" or "input" => null,
                    "complete" => Ask(LanguageQuestionKind.Completion, members, type, id),
                    "inspect" => Ask(LanguageQuestionKind.Inspection, members, type, id),
                    "signature" => Ask(LanguageQuestionKind.Signature, members, type, id),
                    "diagnose" => Ask(LanguageQuestionKind.Diagnosis, members, type, id),
                    _ => throw new EditorRequestException(
                        $"There is no request '{Shorten(type)}' in version {NotebookServer.ProtocolVersion} of the protocol: {Types}.", id),
                },
            };
        }
    }

    private static LanguageQuestion Ask(LanguageQuestionKind kind, JsonElement members, string type, int? id)
    {
        var code = RequireCode(members, type, id);
        var position = Whole(members, "position", id);
        if (position is null && kind != LanguageQuestionKind.Diagnosis)
        {
            throw new EditorRequestException(
                $"A request '{type}' needs a position in the code: a whole number from 0 to {code.Length}.", id);
        }

        if (position is < 0 || position > code.Length)
        {
            throw new EditorRequestException(
                $"The position {position} is not in the code: it counts UTF-16 code units, from 0 to {code.Length}.", id);
        }

        return new LanguageQuestion(kind, code, position ?? 0) { Above = Above(members, id) };
    }

    private static void RequireId(string type, int? id)
    {
        if (id is null)
        {
            throw new EditorRequestException($"A request '{type}' needs an id, a whole number that its answers give back.");
        }
    }

    private static string RequireCode(JsonElement members, string type, int? id)
    {
        RequireId(type, id);
        return Text(members, "code", id) ?? throw new EditorRequestException($"A request '{type}' needs code, a text.", id);
    }

    private static IReadOnlyList<string>? Above(JsonElement members, int? id)
    {
        if (!members.TryGetProperty("above", out var above) || above.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return above.ValueKind == JsonValueKind.Array && above.EnumerateArray().All(cell => cell.ValueKind == JsonValueKind.String)
            ? [.. above.EnumerateArray().Select(cell => TextOf(cell, "above", id))]
            : throw new EditorRequestException($"'above' is a list of texts, the cells above; it was {Shorten(above.GetRawText())}.", id);
    }

    private static string? Text(JsonElement members, string name, int? id)
    {
        if (!members.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? TextOf(value, name, id)
            : throw new EditorRequestException($"'{name}' is a text; it was {Shorten(value.GetRawText())}.", id);
    }

    private static string TextOf(JsonElement value, string name, int? id)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new EditorRequestException(
                $"'{name}' holds half of a surrogate pair, which is no text: {Shorten(value.GetRawText())}.", id);
        }
    }

    private static int? Whole(JsonElement members, string name, int? id)
    {
        if (!members.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole)
            ? whole
            : throw new EditorRequestException($"'{name}' is a whole number of 32 bits; it was {Shorten(value.GetRawText())}.", id);
    }

    private static string Shorten(string text) => text.Length <= ShownText ? text : $"{text[..ShownText]}… ({text.Length} characters)";
}
