using System.Text.Json;
using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Documents;

internal static partial class IpynbFormat
{
    public static NotebookDocument Read(string content, string path)
    {
        var root = Parse(content, path);
        RequireVersion(root, path);
        if (root["cells"] is not JsonArray cells)
        {
            throw new NotebookFormatException($"{path}: the notebook has no list of cells.");
        }

        var metadata = Member(root, "metadata") ?? [];
        var meta = Member(metadata, Polyglot)?.DeepClone() as JsonObject;
        var layout = DibLayout.Read(Member(Member(metadata, Own), DibLayout.Key));
        var language = DefaultLanguage(metadata);
        return new NotebookDocument
        {
            Metadata = meta,
            DefaultLanguage = language,
            LineEnd = layout.LineEnd,
            HasByteOrderMark = layout.HasByteOrderMark,
            Header = layout.Header ?? DibLayout.CanonicalHeader(meta),
            Footer = layout.Footer,
            Jupyter = metadata.DeepClone() as JsonObject,
            Cells = [.. cells.Select((cell, index) => ReadCell(cell, index + 1, language, path))],
        };
    }

    /// <summary>The text of a cell as notebooks hold it: LF, no blank lines at the ends, attached pictures in place.</summary>
    private static string TextOf(JsonObject cell, string? language)
    {
        var lines = SourceOf(cell).ReplaceLineEndings("\n").Split('\n').ToList();
        while (lines.Count > 0 && string.IsNullOrWhiteSpace(lines[^1]))
        {
            lines.RemoveAt(lines.Count - 1);
        }

        lines = [.. lines.SkipWhile(string.IsNullOrWhiteSpace)];
        if (lines.Count > 0 && lines[0] == $"#!{language}")
        {
            lines = [.. lines.Skip(1).SkipWhile(string.IsNullOrWhiteSpace)];
        }

        return WithAttachments(string.Join('\n', lines), Member(cell, "attachments"));
    }

    private static NotebookCell ReadCell(JsonNode? node, int number, string defaultLanguage, string path)
    {
        var cell = node as JsonObject ?? throw new NotebookFormatException($"{path}, cell {number}: a cell must be a JSON object.");
        var type = Text(cell, "cell_type");
        if (type is not ("code" or "markdown" or "raw"))
        {
            throw new NotebookFormatException($"{path}, cell {number}: '{type}' is no type of cell; code, markdown and raw are.");
        }

        if (cell["source"] is not (JsonArray or JsonValue))
        {
            throw new NotebookFormatException($"{path}, cell {number}: the cell has no source.");
        }

        var language = type == "code" ? LanguageOf(cell, defaultLanguage) : NotebookCell.Markdown;
        var text = TextOf(cell, language);
        return NotebookCell.Create(language, text) with
        {
            Jupyter = cell.DeepClone() as JsonObject,
            Source = DibLayout.ReadCell(Member(Member(Member(cell, "metadata"), Own), DibLayout.Key), language, text),
        };
    }

    private static string LanguageOf(JsonObject cell, string defaultLanguage)
    {
        var metadata = Member(cell, "metadata");
        var first = SourceOf(cell).Split('\n')[0].TrimEnd();
        return DibFormat.KernelOfMarker(first)
            ?? Text(Member(metadata, Polyglot), "kernelName")
            ?? Text(Member(metadata, DotnetInteractive), "language")
            ?? defaultLanguage;
    }

    private static string DefaultLanguage(JsonObject metadata)
    {
        var name = Text(Member(Member(metadata, Polyglot), "kernelInfo"), "defaultKernelName");
        return name ?? (Text(Member(metadata, "language_info"), "name") ?? Text(Member(metadata, "kernelspec"), "language"))?.ToUpperInvariant() switch
        {
            null or "C#" or "CSHARP" => "csharp",
            "F#" or "FSHARP" => "fsharp",
            "POWERSHELL" or "PWSH" => "pwsh",
            var other => other.ToLowerInvariant(),
        };
    }

    private static string SourceOf(JsonObject cell) => cell["source"] switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line is JsonValue value && value.TryGetValue(out string? text) ? text : "")),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => "",
    };

    /// <summary>Pictures that lie in the notebook itself become part of the prose, which no other format can hold apart.</summary>
    private static string WithAttachments(string text, JsonObject? attachments)
    {
        foreach (var (name, bundle) in attachments ?? [])
        {
            if (bundle is JsonObject types && types.FirstOrDefault() is { Key: { } type, Value: JsonValue data } && data.TryGetValue(out string? content))
            {
                text = text.Replace($"(attachment:{name})", $"(data:{type};base64,{content.Replace("\n", "", StringComparison.Ordinal)})", StringComparison.Ordinal);
            }
        }

        return text;
    }

    private static JsonObject Parse(string content, string path)
    {
        try
        {
            return JsonNode.Parse(content.TrimStart('\uFEFF')) as JsonObject ?? throw new NotebookFormatException($"{path}: a notebook is a JSON object, and this is none.");
        }
        catch (JsonException exception)
        {
            var reason = exception.Message.Split(" LineNumber:")[0];
            throw new NotebookFormatException($"{path}, line {(exception.LineNumber ?? 0) + 1}: the notebook is not valid JSON; it may be damaged or cut off. {reason}", exception);
        }
    }

    private static void RequireVersion(JsonObject root, string path)
    {
        var version = root["nbformat"] is JsonValue value && value.TryGetValue(out int number) ? number : 0;
        if (version != 4)
        {
            throw new NotebookFormatException(version == 0
                ? $"{path}: the file names no nbformat, so it is no Jupyter notebook."
                : $"{path}: the notebook has nbformat {version}; 4 can be read. Convert it with: jupyter nbconvert --to notebook --nbformat 4 {Path.GetFileName(path)}");
        }
    }
}
