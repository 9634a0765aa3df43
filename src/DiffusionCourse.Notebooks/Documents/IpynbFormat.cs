using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

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
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same value with the keys of all objects in order, so that the text depends on the content alone.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static JsonObject? Member(JsonObject? parent, string name) => parent?[name] as JsonObject;

    private static string? Text(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
