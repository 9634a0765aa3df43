using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Exercises;

/// <summary>Turns a solved notebook into the sheet that students get.</summary>
/// <remarks>
/// The marks are nbgrader's. In code the lines from <c>// BEGIN SOLUTION</c> to <c>// END SOLUTION</c> are left out; lines among
/// them of the form <c>// STUB: code</c> stand in their place, without the mark; without such a line a comment does. In prose the
/// marks are HTML comments: <c>&lt;!-- BEGIN SOLUTION --&gt;</c> and so on, and without a stub nothing takes the place. A cell of
/// which nothing is left is left out.
/// </remarks>
internal static class SolutionRegions
{
    private const string CodePlaceholder = "// Your code here.";

    /// <exception cref="NotebookFormatException">A marker is malformed, nested, unclosed or alone, or there is none at all.</exception>
    public static NotebookDocument Remove(NotebookDocument solution, string path)
    {
        var regions = 0;
        var cells = solution.Cells.Select(cell => cell with { Text = Remove(cell, path, ref regions) }).Where(cell =>
            cell.Text.Length > 0).ToList();
        return regions > 0
            ? solution with { Cells = cells }
            : throw new NotebookFormatException(
                $"{path}: no region is marked as the solution, so the sheet would give it away. Put // BEGIN SOLUTION and // END "
                    + "SOLUTION around it.");
    }

    /// <summary>The code of a solved cell as a reader wants it: the solution, without the marks and the stubs.</summary>
    public static string WithoutMarks(NotebookCell cell)
    {
        var lines = cell.Text.Split('\n');
        return lines.Any(line => KindOf(line) == SolutionMarkerKind.Begin)
            ? string.Join('\n', lines.Where(line => KindOf(line) == SolutionMarkerKind.None))
            : cell.Text;

        SolutionMarkerKind KindOf(string line)
        {
            try
            {
                return SolutionMarker.Read(line, cell.Kind).Kind;
            }
            catch (FormatException)
            {
                return SolutionMarkerKind.None;
            }
        }
    }

    private static string Remove(NotebookCell cell, string path, ref int regions)
    {
        var lines = cell.Text.Split('\n');
        var kept = new List<string>();
        int? begin = null;
        var stubs = 0;
        for (var index = 0; index < lines.Length; index++)
        {
            switch (Read(index))
            {
                case { Kind: SolutionMarkerKind.Begin }:
                    begin =
                        begin is null ? index : throw Error(
                            index, $"BEGIN SOLUTION stands inside the region that began on line {cell.Line + begin}: end that one first.");
                    stubs = 0;
                    regions++;
                    break;
                case { Kind: SolutionMarkerKind.End }:
                    if (begin is null)
                    {
                        throw Error(index, "END SOLUTION without a BEGIN SOLUTION before it in this cell.");
                    }

                    if (stubs == 0 && cell.Kind == CellKind.Code)
                    {
                        kept.Add(lines[index][..lines[index].IndexOf("//", StringComparison.Ordinal)] + CodePlaceholder);
                    }

                    begin = null;
                    break;
                case { Kind: SolutionMarkerKind.Stub } marker:
                    kept.Add(
                        begin is null
                            ? throw Error(
                                index, "STUB stands outside a solution region: it belongs between BEGIN SOLUTION and END SOLUTION.")
                            : marker.Stub);
                    stubs++;
                    break;
                default:
                    if (begin is null)
                    {
                        kept.Add(lines[index]);
                    }

                    break;
            }
        }

        return begin is { } open
            ? throw Error(open, "BEGIN SOLUTION is never closed: END SOLUTION is missing in this cell.")
            : string.Join('\n', kept).Trim('\n');

        SolutionMarker Read(int index)
        {
            try
            {
                return SolutionMarker.Read(lines[index], cell.Kind);
            }
            catch (FormatException error)
            {
                throw Error(index, error.Message);
            }
        }

        NotebookFormatException Error(int index, string message) => new($"{path}, line {cell.Line + index}: {message}");
    }
}
