using System.Text.Json;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>
/// The names of kernels: those that every host knows, and those that a notebook's metadata add (<c>kernelInfo.items</c>), each with
/// its other names.
/// </summary>
internal sealed class KernelNames
{
    public const string CSharp = "csharp";

    private static readonly string[] Known =
        [NotebookCell.Markdown, CSharp, "fsharp", "pwsh", "html", "javascript", "mermaid", "http", "value", "sql", "kql"];

    // What people and hosts call a language besides; a .dib file knows only those that its metadata list, and md.
    private static readonly Dictionary<string, string> Spoken = new(StringComparer.OrdinalIgnoreCase)
    {
        ["md"] = NotebookCell.Markdown,
        ["c#"] = CSharp, ["cs"] = CSharp,
        ["f#"] = "fsharp", ["fs"] = "fsharp",
        ["powershell"] = "pwsh", ["ps1"] = "pwsh",
        ["js"] = "javascript",
    };

    private readonly Dictionary<string, string> _names = Known.ToDictionary(name => name, StringComparer.Ordinal);

    /// <param name="metadata">The notebook's <c>#!meta</c> block; null for none.</param>
    public KernelNames(JsonObject? metadata)
    {
        var items = (NotebookJson.Member(metadata, "kernelInfo")?["items"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(item => (Name: NotebookJson.Text(item, "name"), Aliases: item["aliases"] as JsonArray ?? [])).Where(item =>
                IsName(item.Name)).ToList();
        foreach (var (name, _) in items)
        {
            _names.TryAdd(name!, name!);
        }

        foreach (var (name, aliases) in items)
        {
            foreach (
                var alias in aliases.OfType<JsonValue>().Where(alias =>
                    alias.GetValueKind() == JsonValueKind.String).Select(alias => alias.GetValue<string>()).Where(IsName))
            {
                _names.TryAdd(alias, name!);
            }
        }

        _names.TryAdd("md", NotebookCell.Markdown);
    }

    /// <summary>The names that every host knows.</summary>
    public static KernelNames Common { get; } = new(null);

    /// <summary>Whether a name stands for a kernel here.</summary>
    public bool Contains(string name) => _names.ContainsKey(name);

    /// <summary>The kernel that a whole line of a .dib file selects; null where the line is no marker.</summary>
    /// <param name="line">The line, with its end or without.</param>
    public string? OfMarker(string line)
        => line.StartsWith("#!", StringComparison.Ordinal) ? _names.GetValueOrDefault(LineEnds.Without(line)[2..]) : null;

    /// <summary>The kernel that the first line of a cell selects in Jupyter, by whatever name; null where it is no such line.</summary>
    public string? OfFirstLine(string line) =>
        line.StartsWith("#!", StringComparison.Ordinal) && line[2..].TrimEnd() is { Length: > 0 } name
            ? _names.GetValueOrDefault(name)
                ?? (Spoken.TryGetValue(name, out var spoken) ? spoken : _names.GetValueOrDefault(name.ToLowerInvariant()))
            : null;

    /// <summary>
    /// The kernel that a host's metadata mean: "C#", "dotnet-interactive.csharp" and ".net-csharp" are all csharp. An unknown word stands
    /// for itself; null for no language.
    /// </summary>
    public string? OfMetadata(string? word)
    {
        if (word is null)
        {
            return null;
        }

        if (_names.TryGetValue(word, out var known))
        {
            return known;
        }

        var name = word.Trim().ToLowerInvariant();
        foreach (var prefix in (string[])["dotnet-interactive.", "polyglot-notebook.", ".net-"])
        {
            name = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        }

        // What Polyglot Notebooks and this course call themselves where a language is asked for.
        return name is "polyglot-notebook" or "dotnet-interactive" || !IsName(name) ? null
            : name is ".net" or "diffusion-course" ? CSharp
            : Spoken.TryGetValue(name, out var spoken) ? spoken
            : name;
    }

    private static bool IsName(string? name)
        => !string.IsNullOrWhiteSpace(name) && !name.Contains('\n') && !name.Contains('\r') && name != "meta";
}
