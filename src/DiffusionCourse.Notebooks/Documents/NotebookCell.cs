using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>One cell of a notebook.</summary>
/// <param name="Kind">Prose or code.</param>
/// <param name="Language">The kernel name, such as <c>csharp</c>; <c>markdown</c> for prose.</param>
/// <param name="Text">The content with LF line ends, without blank lines at either end.</param>
/// <param name="Line">The line of the file on which <paramref name="Text"/> starts, from 1; 0 for a cell that was never in a file.</param>
public sealed record NotebookCell(CellKind Kind, string Language, string Text, int Line = 0)
{
    /// <summary>How the cell stood in the file that it was read from, so that it can be written back unchanged.</summary>
    internal CellSource? Source { get; init; }

    /// <summary>The cell as it stood in an .ipynb file, with its id, metadata and outputs; null for other files.</summary>
    internal JsonObject? Jupyter { get; init; }

    /// <summary>The name of the kernel that holds prose.</summary>
    internal const string Markdown = "markdown";

    internal static NotebookCell Create(string language, string text, int line = 0) =>
        new(language == Markdown ? CellKind.Markdown : CellKind.Code, language, text, line);
}
