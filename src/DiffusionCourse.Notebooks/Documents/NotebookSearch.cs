using DiffusionCourse.Notebooks.Files;

namespace DiffusionCourse.Notebooks.Documents;

/// <summary>Finds the notebooks that paths name.</summary>
public static class NotebookSearch
{
    /// <summary>Finds notebooks.</summary>
    /// <param name="path">
    /// A notebook, or a folder: then all notebooks below it, in the order of their paths, those of subfolders after. Hidden folders
    /// are left out (Jupyter keeps checkpoints there), links to folders are not followed, and an .ipynb beside a .dib of the same
    /// name is passed over: it is an export of it.
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
                : throw new NotebookFormatException(
                    $"The folder '{path}' holds no notebook ({string.Join(", ", NotebookFile.Extensions)}).");
        }

        return File.Exists(path)
            ? [new FoundNotebook(Path.GetFullPath(path), Path.GetFileName(path))]
            : throw new NotebookFormatException($"'{path}' does not exist: name a notebook or a folder of notebooks.");
    }

    /// <summary>
    /// Finds the notebooks of several paths, each once. Where two would have the same relative path, all relative paths begin with the
    /// names of the folders that were given.
    /// </summary>
    /// <param name="paths">Notebooks and folders.</param>
    /// <exception cref="NotebookFormatException">A path names nothing, or a folder without a notebook.</exception>
    public static IReadOnlyList<FoundNotebook> FindAll(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var found = paths.SelectMany(path =>
            Find(path).Select(notebook => (Root: RootOf(notebook), Notebook: notebook))).DistinctBy(entry => entry.Notebook.Path).ToList();
        if (found.DistinctBy(entry => NameOf(entry.Notebook), StringComparer.OrdinalIgnoreCase).Count() == found.Count)
        {
            return [.. found.Select(entry => entry.Notebook)];
        }

        var names = FolderNames.Of([.. found.Select(entry => entry.Root).Distinct()]);
        return [
            .. found.Select(entry => entry.Notebook with { RelativePath = Path.Combine(names[entry.Root], entry.Notebook.RelativePath) })
        ];
    }

    private static string NameOf(FoundNotebook notebook) => Path.ChangeExtension(notebook.RelativePath, null);

    /// <summary>The folder that a relative path starts from.</summary>
    private static string RootOf(FoundNotebook notebook)
        => Path.TrimEndingDirectorySeparator(notebook.Path[..^notebook.RelativePath.Length]);

    private static List<FoundNotebook> Below(string root)
    {
        var files = FileTree.Below(root, folder => !Path.GetFileName(folder).StartsWith('.'))
            .Where(file =>
                NotebookFile.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
                    && !Path.GetFileName(file).StartsWith('.'))
            .Select(file => new FoundNotebook(file, Path.GetRelativePath(root, file)))
            .ToList();
        var originals = files.Where(file =>
            IsDib(file.Path)).Select(file => Path.ChangeExtension(file.Path, null)).ToHashSet(StringComparer.Ordinal);
        return [.. files.Where(file => IsDib(file.Path) || !originals.Contains(Path.ChangeExtension(file.Path, null)))];
    }

    private static bool IsDib(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);
}
