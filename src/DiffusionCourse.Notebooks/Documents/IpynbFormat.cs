using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// The .ipynb format, nbformat 4. Written as 4.5, as Jupyter itself writes it: keys sorted, one space of indentation. The metadata
/// are those that both Jupyter and .NET Interactive read. What is read and not changed is written back as it was, outputs included.
/// </summary>
internal static partial class IpynbFormat
{
    /// <summary>Where the notebook's <c>#!meta</c> block and a cell's kernel are kept, under .NET Interactive's own names.</summary>
    private const string Polyglot = "polyglot_notebook";

    private const string DotnetInteractive = "dotnet_interactive";

    /// <summary>What only this project reads: how a .dib file was laid out, and what an export wrote.</summary>
    private const string Own = "diffusion_course";

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        MaxDepth = 2 * NotebookJson.DepthLimit,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The <c>#!meta</c> block that the metadata of a notebook stand for; null where there is none.</summary>
    /// <remarks>
    /// .NET Interactive's extension keeps the block whole under its name, its library the content of <c>kernelInfo</c> alone.
    /// </remarks>
    private static JsonObject? MetaOf(JsonObject? metadata)
    {
        var kept = Member(metadata, Polyglot)?.DeepClone() as JsonObject;
        return kept?["kernelInfo"] is null && (kept?["items"] is JsonArray || Text(kept, "defaultKernelName") is not null)
            ? new JsonObject { ["kernelInfo"] = kept }
            : kept;
    }

    /// <summary>The language of code cells that name none.</summary>
    /// <param name="meta">The <c>#!meta</c> block.</param>
    /// <param name="metadata">The metadata of the notebook.</param>
    /// <param name="kernels">The kernels of the notebook.</param>
    private static string DefaultLanguage(JsonObject? meta, JsonObject metadata, KernelNames kernels)
    {
        // A word that names a host and no language is passed over.
        string?[] words =
        [
            Text(Member(meta, "kernelInfo"), "defaultKernelName"),
            Text(Member(metadata, DotnetInteractive), "defaultKernelName"),
            Text(Member(metadata, "language_info"), "name"),
            Text(Member(metadata, "kernelspec"), "language"),
            Text(Member(metadata, "kernelspec"), "name"),
        ];
        return words.Select(kernels.OfMetadata).FirstOrDefault(language => language is not null) ?? KernelNames.CSharp;
    }

    /// <summary>Language and text of a cell as they follow from its source and its metadata.</summary>
    /// <param name="type">The type of the cell.</param>
    /// <param name="source">Its source as one text.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="defaultLanguage">The language of code cells that name none.</param>
    /// <param name="kernels">The kernels of the notebook.</param>
    private static (string Language, string Text) Interpret(
        string type, string source, JsonObject? metadata, string defaultLanguage, KernelNames kernels)
    {
        var lines = LineEnds.ToLineFeeds(source).Split('\n');
        var (first, last) = LineEnds.TrimBlank(lines, 0, lines.Length);
        var language = type switch
        {
            "markdown" => NotebookCell.Markdown,
            "raw" => NotebookCell.Raw,
            _ => kernels.OfMetadata(Text(Member(metadata, Polyglot), "kernelName"))
                ?? kernels.OfMetadata(Text(Member(metadata, DotnetInteractive), "language"))
                ?? kernels.OfMetadata(Text(Member(metadata, "vscode"), "languageId"))
                ?? defaultLanguage,
        };
        if (
            first < last && type != "raw" && kernels.OfFirstLine(lines[first]) is { } named
                && (type == "code" || named == NotebookCell.Markdown))
        {
            language = named;
            (first, last) = LineEnds.TrimBlank(lines, first + 1, last);
        }

        return (language, string.Join('\n', lines[first..last]));
    }

    /// <summary>
    /// The source of a cell: a code cell in another language than the notebook's says so in its first line, because a Jupyter kernel sees
    /// no metadata.
    /// </summary>
    private static string SourceFor(string language, string text, string defaultLanguage) =>
        language is NotebookCell.Markdown or NotebookCell.Raw || language == defaultLanguage ? text : $"#!{language}\n\n{text}";

    private static string SourceOf(JsonObject cell) => cell["source"] switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line is JsonValue value && value.TryGetValue(out string? text) ? text : "")),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => "",
    };

    /// <summary>The same value with the keys of all objects in order, so that the text depends on the content alone.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static JsonObject? Member(JsonObject? parent, string name) => NotebookJson.Member(parent, name);

    private static string? Text(JsonObject? parent, string name) => NotebookJson.Text(parent, name);
}
