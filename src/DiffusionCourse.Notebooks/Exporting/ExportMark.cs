using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>
/// What an export leaves in an .ipynb file, so that a later one can tell whether the cells were edited meanwhile: a hash of their
/// text. Outputs do not count: running a notebook is no edit.
/// </summary>
internal static class ExportMark
{
    private const string Own = "diffusion_course";
    private const string Key = "exported";

    public static string Of(NotebookDocument document)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var cell in document.Cells)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{cell.Language}\n{cell.Text}\0"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string? Read(NotebookDocument document)
        => (document.Jupyter?[Own] as JsonObject)?[Key] is JsonValue value && value.TryGetValue(out string? mark) ? mark : null;

    public static NotebookDocument Set(NotebookDocument document)
    {
        var metadata = document.Jupyter?.DeepClone() as JsonObject ?? [];
        if (metadata[Own] is not JsonObject own)
        {
            metadata[Own] = own = [];
        }

        own[Key] = Of(document);
        return document with { Jupyter = metadata };
    }
}
