using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Text;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>What a cell that has not run will import: the code of the notebooks that its <c>#!import</c> lines name.</summary>
internal static class ImportedCode
{
    private const int DeepestImport = 8;

    /// <summary>
    /// The code of the imported notebooks, then the cell's own. A notebook that cannot be read adds nothing: running the cell says so.
    /// </summary>
    public static IEnumerable<string> Expand(string cell, string workingDirectory, int depth = 0)
    {
        foreach (var path in cell.Split('\n').Select(ImportLine.PathOf).OfType<string>().Where(_ => depth < DeepestImport))
        {
            foreach (var imported in CodeOf(path, workingDirectory).SelectMany(code => Expand(code, workingDirectory, depth + 1)))
            {
                yield return imported;
            }
        }

        yield return cell;
    }

    private static IEnumerable<string> CodeOf(string path, string workingDirectory)
    {
        try
        {
            return [
                .. NotebookFile.Read(Path.GetFullPath(path, workingDirectory)).Cells.Where(cell =>
                    cell.Language == KernelNames.CSharp).Select(cell => cell.Text)
            ];
        }
        catch (Exception exception) when (
            exception is NotebookFormatException or IOException or UnauthorizedAccessException or ArgumentException
                or NotSupportedException)
        {
            return [];
        }
    }
}
