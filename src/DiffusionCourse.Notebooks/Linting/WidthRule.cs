namespace DiffusionCourse.Notebooks.Linting;

/// <summary>Code is read whole: no page shows what lies beyond its right edge.</summary>
internal sealed class WidthRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook) =>
        from cell in notebook.Code
        from line in cell.Lines.Index()
        let columns = line.Item.TrimEnd().Length
        where columns > notebook.Options.LineColumns
        select cell.Finding(
            line.Index + 1, "width",
            Invariant($"The line has {columns} columns; pages and editors show {notebook.Options.LineColumns}. Break it."),
            LintSeverity.Warning);
}
