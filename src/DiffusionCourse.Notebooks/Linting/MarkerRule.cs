using System.Text.RegularExpressions;
using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Linting;

/// <summary>
/// Lines that start a cell for some host and not for others. Verso starts one at every line that is <c>#!</c> and a word, also
/// inside fences and strings; .NET Interactive only at the exact name of a kernel.
/// </summary>
internal sealed partial class MarkerRule : ILintRule
{
    public IEnumerable<LintFinding> Check(LintedNotebook notebook) =>
        from cell in notebook.Cells
        from finding in cell.Lines.Select((line, index) => Check(cell, line, index + 1))
        where finding is not null
        select finding;

    private static LintFinding? Check(LintedCell cell, string line, int number)
    {
        if (BareWord().IsMatch(line))
        {
            return cell.Finding(number, "marker", line == "#!meta"
                ? "#!meta must be the first line of the file: elsewhere Verso takes it for a cell. Move it to the top."
                : $"Verso starts a new cell at the line '{line}', also inside a string or a fence. Put something before or behind it, or "
                    + "take it out.");
        }

        if (KernelNames.Common.OfMarker(line.Trim()) is { } kernel)
        {
            return cell.Finding(
                number, "marker",
                $"'#!{kernel}' starts a cell only where it is the whole line, without blanks around it. Remove the blanks.");
        }

        return cell.Cell.Kind == CellKind.Code && line.StartsWith("#!", StringComparison.Ordinal) && line.Split(' ')[0] != "#!import"
            ? cell.Finding(number, "marker", $"'{line.Split(' ')[0]}' is a command of one host only. "
                + (line.StartsWith("#!time", StringComparison.Ordinal)
                ? "Measure with System.Diagnostics.Stopwatch."
                : "Write it in C#."))
            : null;
    }

    [GeneratedRegex(@"^#!(\w[\w#-]*)$")]
    private static partial Regex BareWord();
}
