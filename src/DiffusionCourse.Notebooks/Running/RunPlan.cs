using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>Finds and reads the notebooks of a run, and decides where their pages go. Nothing has run yet.</summary>
internal static class RunPlan
{
    /// <exception cref="CourseRunException">A path names nothing that can be run, or two pages would be one file.</exception>
    /// <exception cref="NotebookFormatException">A notebook cannot be read.</exception>
    public static IReadOnlyList<PlannedNotebook> Create(IReadOnlyList<string> paths, string outputFolder)
    {
        if (paths.Count == 0)
        {
            throw new CourseRunException("Name at least one notebook or a folder of notebooks.");
        }

        var output = Path.GetFullPath(outputFolder);
        var planned = paths.SelectMany(path => Expand(path, output)).DistinctBy(entry => entry.Path).ToList();
        foreach (var group in planned.GroupBy(entry => entry.Page, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            throw new CourseRunException($"These notebooks would share the page {group.Key}: {string.Join(", ", group.Select(entry => entry.Path))}. Run them into different folders.");
        }

        return [.. planned.Select(entry => new PlannedNotebook(entry.Path, entry.Page, NotebookFile.Read(entry.Path)))];
    }

    /// <summary>Creates the output folder and makes sure that files can be written there.</summary>
    /// <exception cref="CourseRunException">They cannot.</exception>
    public static void PrepareOutput(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CourseRunException($"Nothing can be written to the output folder '{folder}': {exception.Message} Name another one.", exception);
        }
    }

    private static List<(string Path, string Page)> Expand(string path, string output)
    {
        if (Directory.Exists(path))
        {
            var root = Path.GetFullPath(path);
            var found = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(file => NotebookFile.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Select(file => (Path: file, Relative: Path.GetRelativePath(root, file)))
                .OrderBy(file => file.Relative.Count(character => character == Path.DirectorySeparatorChar))
                .ThenBy(file => file.Relative, StringComparer.Ordinal)
                .Select(file => (file.Path, Page: Path.Combine(output, Path.ChangeExtension(file.Relative, ".html"))))
                .ToList();
            return found.Count > 0
                ? found
                : throw new CourseRunException($"The folder '{path}' holds no notebook ({string.Join(", ", NotebookFile.Extensions)}).");
        }

        if (!File.Exists(path))
        {
            throw new CourseRunException($"'{path}' does not exist: name a notebook or a folder of notebooks.");
        }

        return [(Path.GetFullPath(path), Path.Combine(output, Path.ChangeExtension(Path.GetFileName(path), ".html")))];
    }
}
