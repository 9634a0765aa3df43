using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>Finds and reads the notebooks of a run, and decides where their pages go. Nothing has run yet.</summary>
internal static class NotebookDiscovery
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
        var planned = Find(paths).Select(found =>
            (
                found.Path, Page: Path.Combine(output, Path.ChangeExtension(found.RelativePath, ".html")),
                Group: Path.GetDirectoryName(found.RelativePath) ?? "")).ToList();
        foreach (var group in planned.GroupBy(entry => entry.Page, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            throw new CourseRunException(
                $"These notebooks would share the page {group.Key}: {string.Join(", ", group.Select(entry => entry.Path))}. Run them "
                    + "into different folders.");
        }

        return [.. planned.Select(entry => new PlannedNotebook(entry.Path, entry.Page, NotebookFile.Read(entry.Path), entry.Group))];
    }

    /// <summary>Creates a folder and makes sure that files can be written there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What it is called in a message: "output folder".</param>
    /// <exception cref="CourseRunException">They cannot.</exception>
    public static void PrepareFolder(string folder, string name)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CourseRunException(
                $"Nothing can be written to the {name} '{folder}': {exception.Message} Name another one.", exception);
        }
    }

    private static IReadOnlyList<FoundNotebook> Find(IReadOnlyList<string> paths)
    {
        try
        {
            return NotebookSearch.FindAll(paths);
        }
        catch (NotebookFormatException exception)
        {
            throw new CourseRunException(exception.Message, exception);
        }
    }
}
