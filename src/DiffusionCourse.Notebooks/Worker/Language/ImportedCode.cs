using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>What a cell that has not run will import: the code of the notebooks that its <c>#!import</c> lines name.</summary>
internal static class ImportedCode
{
    private const string Import = "#!import ";
    private const int DeepestImport = 8;

    /// <summary>The code of the imported notebooks, then the cell's own. A notebook that cannot be read adds nothing: running the cell says so.</summary>
    public static IEnumerable<string> Expand(string cell, string workingDirectory, int depth = 0)
    {
        foreach (var line in cell.Split('\n').Where(line => line.StartsWith(Import, StringComparison.Ordinal) && depth < DeepestImport))
        {
            var path = Path.GetFullPath(line[Import.Length..].Trim().Trim('"'), workingDirectory);
            foreach (var imported in CodeOf(path).SelectMany(code => Expand(code, workingDirectory, depth + 1)))
            {
                yield return imported;
            }
        }

        yield return cell;
    }

    private static IEnumerable<string> CodeOf(string path)
    {
        try
        {
            return [.. NotebookFile.Read(path).Cells.Where(cell => cell.Language == KernelNames.CSharp).Select(cell => cell.Text)];
        }
        catch (Exception exception) when (exception is NotebookFormatException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }
}
