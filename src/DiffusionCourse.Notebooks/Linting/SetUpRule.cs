using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>How every notebook begins: a title, what to do where the library is not built, the import, the check.</summary>
internal sealed class SetUpRule : ILintRule
{
    private const string Rule = "set-up";

    public IEnumerable<LintFinding> Check(LintedNotebook notebook)
    {
        var options = notebook.Options;
        if (notebook.Cells.Count == 0 || notebook.Cells[0].Cell.Kind != CellKind.Markdown || !IsTitle(notebook.Cells[0]))
        {
            yield return notebook.Finding(
                Rule, "The notebook does not begin with its title. Let the first cell be prose that starts with '# '.");
        }

        if (options.SetUpFile is null)
        {
            yield break;
        }

        var code = notebook.Code.ToList();
        if (code.Count == 0 || !IsImport(code[0], options.SetUpFile))
        {
            yield return notebook.Finding(
                Rule, $"The first code cell must import {options.SetUpFile}, alone: a cell '#!import PATH/{options.SetUpFile}'.");
            yield break;
        }

        if (options.SetUpCheck is { } check && (code.Count < 2 || code[1].Cell.Text.Trim() != check))
        {
            yield return code[0].Finding(
                1, Rule,
                $"The cell after the import must be '{check}', alone: Verso drops the errors of an import, and this cell shows whether "
                    + "it worked.");
        }

        var above = string.Join('\n', notebook.Cells.TakeWhile(cell => cell != code[0]).Select(cell => cell.Cell.Text));
        if (options.BuildCommand is { } command && !above.Contains(command, StringComparison.Ordinal))
        {
            yield return code[0].Finding(
                1, Rule, $"The text above the import must say what to run where the library has not been built yet: '{command}'.");
        }
    }

    // A comment does not show: a solution begins with the mark of its region.
    private static bool IsTitle(LintedCell cell) =>
        cell.Lines.FirstOrDefault(line => !line.StartsWith("<!--", StringComparison.Ordinal))?.StartsWith("# ", StringComparison.Ordinal)
            ?? false;

    private static bool IsImport(LintedCell cell, string file) =>
        ImportLine.PathOf(cell.Lines[0]) is { } path && Path.GetFileName(path) == file;
}
