namespace DiffusionCourse.Notebooks.Linting;

/// <summary>
/// What stands beside an import is dropped by Verso without a word, and a path with a blank is one path to one host and two to another.
/// </summary>
internal sealed class ImportRule : ILintRule
{
    private const string Import = "#!import";
    private const string Rule = "import";

    public IEnumerable<LintFinding> Check(LintedNotebook notebook) =>
        notebook.Code.SelectMany(cell => cell.Lines.Select((line, index) => (cell, line, number: index + 1)))
            .Where(place => place.line.TrimStart().StartsWith(Import, StringComparison.Ordinal))
            .SelectMany(place => Check(notebook, place.cell, place.line, place.number));

    private static IEnumerable<LintFinding> Check(LintedNotebook notebook, LintedCell cell, string line, int number)
    {
        if (number > 1 || !line.StartsWith(Import, StringComparison.Ordinal))
        {
            yield return cell.Finding(
                number, Rule, $"{Import} must be the first line of its cell, from its first column. Give it a cell of its own.");
        }
        else if (cell.Lines.Length > 1)
        {
            yield return cell.Finding(
                number, Rule,
                $"{Import} must stand alone in its cell: Verso drops the rest of the cell without a word. Move the rest to the next cell.");
        }

        var path = line.Trim()[Import.Length..].Trim();
        if (
            path.Length == 0 || path.Contains(' ', StringComparison.Ordinal) || path.Contains('"', StringComparison.Ordinal)
                || path.Contains('\'', StringComparison.Ordinal))
        {
            yield return cell.Finding(
                number, Rule,
                $"The path of {Import} must be there, without quotes and without blanks: hosts read quotes differently. Rename what has "
                    + "a blank.");
        }
        else if (Path.IsPathRooted(path) || path.Contains('\\', StringComparison.Ordinal))
        {
            yield return cell.Finding(
                number, Rule, $"The path '{path}' holds on one machine only. Write it relative to the notebook, with slashes.");
        }
        else if (
            Path.GetFileName(path) != notebook.Options.SetUpFile
                && (path.Contains('\0') || !File.Exists(Path.GetFullPath(path, notebook.Folder))))
        {
            // The set-up notebook is written by the build and may not be there yet.
            yield return cell.Finding(number, Rule, $"'{path}' does not exist from {notebook.Folder}. Correct the path.");
        }
    }
}
