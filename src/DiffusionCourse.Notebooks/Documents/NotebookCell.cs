using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>One cell of a notebook.</summary>
/// <param name="Kind">Prose, code, or neither.</param>
/// <param name="Language">The kernel name, such as <c>csharp</c>; <c>markdown</c> for prose, <c>raw</c> for raw cells.</param>
/// <param name="Text">The content with LF line ends, without blank lines at either end.</param>
/// <param name="Line">The line of the file on which <paramref name="Text"/> starts, from 1; 0 for a cell that was never in a file.</param>
public sealed record NotebookCell(CellKind Kind, string Language, string Text, int Line = 0)
{
    /// <summary>How the cell stood in the file that it was read from, so that it can be written back unchanged.</summary>
    internal CellSource? Source { get; init; }

    /// <summary>The cell as it stood in an .ipynb file, with its id, metadata and outputs; null for other files.</summary>
    internal JsonObject? Jupyter { get; init; }

    /// <summary>
    /// The text that <see cref="Jupyter"/> holds: as long as it is <see cref="Text"/>, what stands there is written back as it is.
    /// </summary>
    internal string? JupyterText { get; init; }

    /// <summary>The MIME type of the only format that a raw cell is for; null where it is for all, and for other cells.</summary>
    public string? RawFormat { get; init; }

    /// <summary>The name of the kernel that holds prose.</summary>
    internal const string Markdown = "markdown";

    /// <summary>What raw cells have in place of a kernel.</summary>
    internal const string Raw = "raw";

    internal static NotebookCell Create(string language, string text, int line = 0) =>
        new(language == Markdown ? CellKind.Markdown : CellKind.Code, language, text, line);
}
