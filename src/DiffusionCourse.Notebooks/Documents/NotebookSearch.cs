namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Finds the notebooks that paths name.</summary>
public static class NotebookSearch
{
    /// <summary>Finds notebooks.</summary>
    /// <param name="path">
    /// A notebook, or a folder: then all notebooks below it, in the order of their paths, those of subfolders after. Hidden folders
    /// are left out (Jupyter keeps checkpoints there), and so is an .ipynb beside a .dib of the same name: it is an export of it.
    /// </param>
    /// <exception cref="NotebookFormatException">The path names nothing, or a folder without a notebook.</exception>
    public static IReadOnlyList<FoundNotebook> Find(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
        {
            var root = Path.GetFullPath(path);
            var found = Below(root).OrderBy(file => file.RelativePath.Count(character => character == Path.DirectorySeparatorChar))
                .ThenBy(file => file.RelativePath, StringComparer.Ordinal).ToList();
            return found.Count > 0
                ? found
                : throw new NotebookFormatException($"The folder '{path}' holds no notebook ({string.Join(", ", NotebookFile.Extensions)}).");
        }

        return File.Exists(path)
            ? [new FoundNotebook(Path.GetFullPath(path), Path.GetFileName(path))]
            : throw new NotebookFormatException($"'{path}' does not exist: name a notebook or a folder of notebooks.");
    }

    private static List<FoundNotebook> Below(string root)
    {
        var visible = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.System };
        var files = Directory.EnumerateFiles(root, "*", visible)
            .Where(file => NotebookFile.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Select(file => new FoundNotebook(file, Path.GetRelativePath(root, file)))
            .Where(file => !file.RelativePath.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.')))
            .ToList();
        var originals = files.Where(file => IsDib(file.Path)).Select(file => Path.ChangeExtension(file.Path, null)).ToHashSet(StringComparer.Ordinal);
        return [.. files.Where(file => IsDib(file.Path) || !originals.Contains(Path.ChangeExtension(file.Path, null)))];
    }

    private static bool IsDib(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);
}
