using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Exercises;

/// <summary>
/// Makes the sheets that students get from solved notebooks, so that no exercise is written twice. See <see cref="SolutionRegions"/> for
/// the marks.
/// </summary>
public static class ExerciseSheets
{
    /// <summary>Works out every sheet; nothing is written.</summary>
    /// <param name="solutions">The folder of the solved notebooks.</param>
    /// <param name="exercises">The folder of the sheets, under the same names; it need not exist.</param>
    /// <returns>One sheet for each solution, then those that have none.</returns>
    /// <exception cref="NotebookFormatException">A solution cannot be read, or its marks are wrong; the message names the file and the
    /// line.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder of solutions.</exception>
    public static IReadOnlyList<ExerciseSheet> Plan(string solutions, string exercises)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(solutions);
        ArgumentException.ThrowIfNullOrWhiteSpace(exercises);
        if (!Directory.Exists(solutions))
        {
            throw new DirectoryNotFoundException(
                $"The folder of solutions '{solutions}' does not exist. Name it, or run in the course's folder.");
        }

        var names = NotebooksIn(solutions);
        var orphans = Directory.Exists(exercises) ? NotebooksIn(exercises).Except(names, StringComparer.Ordinal) : [];
        return
        [
            .. names.Select(name => Sheet(Path.Combine(solutions, name), Path.Combine(exercises, name))),
            .. orphans.Select(name => new ExerciseSheet(Path.Combine(exercises, name), SheetState.WithoutSolution, null)),
        ];
    }

    /// <summary>Whether a notebook is the sheet of the solution beside it, in the folder solutions, as it was made.</summary>
    internal static bool IsUntouched(string path, NotebookDocument document)
    {
        var solution = Path.Combine(Path.GetDirectoryName(path)!, "..", "solutions", Path.GetFileName(path));
        if (!File.Exists(solution))
        {
            return false;
        }

        try
        {
            var sheet = SolutionRegions.Remove(NotebookFile.Read(solution), solution);
            return sheet.Cells.Select(cell => cell.Text).SequenceEqual(document.Cells.Select(cell => cell.Text));
        }
        catch (NotebookFormatException)
        {
            return false;
        }
    }

    private static ExerciseSheet Sheet(string solution, string path)
    {
        var document = SolutionRegions.Remove(NotebookFile.Read(solution), solution);
        var state = !File.Exists(path) ? SheetState.Missing
            : File.ReadAllText(path) == NotebookFile.ToText(document, path) ? SheetState.Current
            : SheetState.Different;
        return new(path, state, document);
    }

    // An .ipynb beside a .dib is an export of it.
    private static List<string> NotebooksIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.dib").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
