using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Cells in languages that not every host runs.</summary>
internal sealed class LanguageRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook) => notebook.Code.Where(cell => !cell.IsCSharp)
        .Select(cell =>
            cell.Finding(
                1, "language",
                $"The cell is in {cell.Cell.Language}, which not every host runs. Write it in csharp, or as {NotebookCell.Markdown}."));
}
