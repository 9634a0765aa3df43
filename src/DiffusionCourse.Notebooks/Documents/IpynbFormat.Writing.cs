using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Documents;

internal static partial class IpynbFormat
{
    public static string Write(NotebookDocument document)
    {
        var ids = new CellIds(document.Cells.Select(cell => Text(cell.Jupyter, "id")));
        var kernels = new KernelNames(document.Metadata);
        var root = new JsonObject
        {
            ["cells"] = new JsonArray([.. document.Cells.Select((cell, index) => WriteCell(document, kernels, cell, index, ids))]),
            ["metadata"] = WriteMetadata(document),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return Sorted(root)!.ToJsonString(Written) + "\n";
    }

    /// <summary>Text as the format keeps it, line by line.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = text.Split('\n');
        return new JsonArray(
            [
                .. lines.Select((line, index) =>
                    index < lines.Length - 1 ? line + "\n" : line).Where(line => line.Length > 0).Select(line => JsonValue.Create(line))
            ]);
    }

    private static JsonObject WriteCell(NotebookDocument document, KernelNames kernels, NotebookCell cell, int index, CellIds ids)
    {
        var before = cell.Jupyter;
        var isUnchanged = before is not null && cell.JupyterText == cell.Text;
        var source = isUnchanged ? SourceOf(before!) : SourceFor(cell.Language, cell.Text, document.DefaultLanguage);
        var written = new JsonObject
        {
            ["cell_type"] = TypeOf(cell.Kind),
            ["id"] = ids.Of(cell, Text(before, "id")),
            ["metadata"] = WriteMetadata(document, kernels, cell, index, source),
            ["source"] = isUnchanged ? before!["source"]!.DeepClone() : Lines(source),
        };
        if (isUnchanged && before!["attachments"] is { } attachments)
        {
            written["attachments"] = attachments.DeepClone();
        }

        if (cell.Kind == CellKind.Code)
        {
            written["execution_count"] =
                before?["execution_count"] is JsonValue count && count.GetValueKind() == JsonValueKind.Number ? count.DeepClone() : null;
            written["outputs"] = before?["outputs"] is JsonArray outputs ? outputs.DeepClone() : new JsonArray();
        }

        return written;
    }

    private static JsonObject WriteMetadata(NotebookDocument document, KernelNames kernels, NotebookCell cell, int index, string source)
    {
        var metadata = Member(cell.Jupyter, "metadata")?.DeepClone() as JsonObject ?? [];
        if (cell.Kind == CellKind.Code)
        {
            NotebookJson.Put(metadata, DotnetInteractive)["language"] = cell.Language;
            NotebookJson.Put(metadata, Polyglot)["kernelName"] = cell.Language;
        }

        // What embeds the pictures of an unchanged cell embeds them again.
        var isRead = Interpret(TypeOf(cell.Kind), source, metadata, document.DefaultLanguage, kernels) == (cell.Language, cell.Text)
            || (cell.JupyterText == cell.Text && cell.Jupyter?["attachments"] is JsonObject);
        SetOwn(metadata, DibLayout.Key, DibLayout.WriteCell(cell, document.LineEnd, isLast: index == document.Cells.Count - 1, isRead));
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
        if (document.Metadata is null)
        {
            metadata.Remove(Polyglot);
        }
        else if (!JsonNode.DeepEquals(MetaOf(metadata), document.Metadata))
        {
            metadata[Polyglot] = document.Metadata.DeepClone();
        }

        SetOwn(metadata, DibLayout.Key, DibLayout.Write(document, isRead: JsonNode.DeepEquals(MetaOf(metadata), document.Metadata)));
        return metadata;
    }

    /// <summary>
    /// Sets one of the values that only this project reads, or takes it away, so that nothing is there that says nothing.
    /// </summary>
    private static void SetOwn(JsonObject metadata, string key, JsonNode? value)
    {
        var own = NotebookJson.Put(metadata, Own);
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
}
