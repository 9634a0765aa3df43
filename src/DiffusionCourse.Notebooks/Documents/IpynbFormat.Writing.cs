using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Documents;

internal static partial class IpynbFormat
{
    public static string Write(NotebookDocument document)
    {
        var ids = new CellIds(document.Cells.Select(cell => Text(cell.Jupyter, "id")));
        var root = new JsonObject
        {
            ["cells"] = new JsonArray([.. document.Cells.Select((cell, index) => WriteCell(document, cell, index, ids))]),
            ["metadata"] = WriteMetadata(document),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return Sorted(root)!.ToJsonString(Written) + "\n";
    }

    private static JsonObject WriteCell(NotebookDocument document, NotebookCell cell, int index, CellIds ids)
    {
        var before = cell.Jupyter;
        var isCode = cell.Kind == CellKind.Code;
        var type = isCode ? "code" : Text(before, "cell_type") == "raw" ? "raw" : "markdown";
        var written = new JsonObject
        {
            ["cell_type"] = type,
            ["id"] = Text(before, "id") ?? ids.For(cell),
            ["metadata"] = WriteMetadata(document, cell, index),
        };
        var unchanged = before is not null && TextOf(before, cell.Language) == cell.Text;
        written["source"] = unchanged ? before!["source"]!.DeepClone() : Lines(SourceOf(document, cell));
        if (unchanged && before!["attachments"] is { } attachments)
        {
            written["attachments"] = attachments.DeepClone();
        }

        if (isCode)
        {
            written["execution_count"] = before?["execution_count"]?.DeepClone();
            written["outputs"] = before?["outputs"] is JsonArray outputs ? outputs.DeepClone() : new JsonArray();
        }

        return written;
    }

    /// <summary>A cell in another language than the notebook's says so in its first line: a Jupyter kernel sees no metadata.</summary>
    private static string SourceOf(NotebookDocument document, NotebookCell cell) =>
        cell.Kind == CellKind.Code && cell.Language != document.DefaultLanguage ? $"#!{cell.Language}\n\n{cell.Text}" : cell.Text;

    /// <summary>Text as the format keeps it, line by line.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = text.Split('\n');
        return new JsonArray([.. lines.Select((line, index) => index < lines.Length - 1 ? line + "\n" : line).Where(line => line.Length > 0).Select(line => JsonValue.Create(line))]);
    }

    private static JsonObject WriteMetadata(NotebookDocument document, NotebookCell cell, int index)
    {
        var metadata = Member(cell.Jupyter, "metadata")?.DeepClone() as JsonObject ?? [];
        if (cell.Kind == CellKind.Code)
        {
            Put(metadata, DotnetInteractive)["language"] = cell.Language;
            Put(metadata, Polyglot)["kernelName"] = cell.Language;
        }

        SetOwn(metadata, DibLayout.Key, DibLayout.WriteCell(cell, document.LineEnd, isLast: index == document.Cells.Count - 1));
        return metadata;
    }

    private static JsonObject WriteMetadata(NotebookDocument document)
    {
        var metadata = document.Jupyter?.DeepClone() as JsonObject ?? [];
        var (display, language, name) = document.DefaultLanguage switch
        {
            "fsharp" => (".NET (F#)", "F#", ".net-fsharp"),
            "pwsh" => (".NET (PowerShell)", "PowerShell", ".net-powershell"),
            _ => (".NET (C#)", "C#", ".net-csharp"),
        };
        metadata["kernelspec"] ??= new JsonObject { ["display_name"] = display, ["language"] = language, ["name"] = name };
        metadata["language_info"] ??= language == "C#"
            ? new JsonObject { ["name"] = "C#", ["file_extension"] = ".cs", ["mimetype"] = "text/x-csharp", ["pygments_lexer"] = "csharp" }
            : new JsonObject { ["name"] = language };
        if (document.Metadata is { } meta)
        {
            metadata[Polyglot] = meta.DeepClone();
        }
        else
        {
            metadata.Remove(Polyglot);
        }

        SetOwn(metadata, DibLayout.Key, DibLayout.Write(document));
        return metadata;
    }

    /// <summary>Sets one of the values that only this project reads, or takes it away, so that nothing is there that says nothing.</summary>
    private static void SetOwn(JsonObject metadata, string key, JsonNode? value)
    {
        var own = Put(metadata, Own);
        own.Remove(key);
        if (value is not null)
        {
            own[key] = value;
        }

        if (own.Count == 0)
        {
            metadata.Remove(Own);
        }
    }

    private static JsonObject Put(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject present)
        {
            return present;
        }

        var added = new JsonObject();
        parent[name] = added;
        return added;
    }
}
