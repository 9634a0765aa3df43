using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>A notebook under examination.</summary>
internal sealed class LintedNotebook
{
    public LintedNotebook(string path, NotebookDocument document, LintOptions options)
    {
        Path = path;
        Options = options;
        Cells = [.. document.Cells.Select((cell, index) => new LintedCell(this, cell, index + 1))];
    }

    public string Path { get; }

    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    public LintOptions Options { get; }

    public IReadOnlyList<LintedCell> Cells { get; }

    public IEnumerable<LintedCell> Code => Cells.Where(cell => cell.Cell.Kind == CellKind.Code);

    public IEnumerable<LintedCell> Prose => Cells.Where(cell => cell.Cell.Kind == CellKind.Markdown);

    /// <summary>Something about the notebook as a whole.</summary>
    public LintFinding Finding(string rule, string message, LintSeverity severity = LintSeverity.Error)
        => new(Path, "as a whole", severity, rule, message);
}
