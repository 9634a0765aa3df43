using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>A notebook: an ordered list of cells, and the metadata of its file.</summary>
public sealed record NotebookDocument
{
    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; init; } = [];

    /// <summary>The metadata block as parsed, unknown keys included; null where the file has none.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>The kernel of cells that name none: <c>csharp</c> unless the metadata says otherwise.</summary>
    public string DefaultLanguage { get; init; } = "csharp";

    /// <summary>The line end that the file uses and that new cells are written with.</summary>
    public string LineEnd { get; init; } = "\n";

    /// <summary>Whether the file began with a byte order mark.</summary>
    internal bool HasByteOrderMark { get; init; }

    /// <summary>The metadata block as it stood in the file, the marker included.</summary>
    internal string Header { get; init; } = "";

    /// <summary>What followed the last cell: the remains of empty cells.</summary>
    internal string Footer { get; init; } = "";

    /// <summary>The metadata of an .ipynb file as they stood there; null for other files.</summary>
    internal JsonObject? Jupyter { get; init; }

    /// <summary>The first heading of the prose, without its Markdown; null where there is none.</summary>
    public string? Title => NotebookTitle.Find(this);
}
