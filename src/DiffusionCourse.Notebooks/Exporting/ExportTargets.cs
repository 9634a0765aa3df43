using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>Finds and reads the notebooks of an export and decides where each goes. Nothing has been written yet.</summary>
internal static class ExportTargets
{
    /// <exception cref="CourseRunException">No path is given, or two notebooks would be written to one file.</exception>
    /// <exception cref="NotebookFormatException">A path names no notebook, or one cannot be read.</exception>
    public static IReadOnlyList<PlannedExport> Create(IReadOnlyList<string> paths, ExportOptions options)
    {
        if (paths.Count == 0)
        {
            throw new CourseRunException("Name at least one notebook or a folder of notebooks.");
        }

        var extension = "." + options.Format.ToString().ToLowerInvariant();
        var found = NotebookSearch.FindAll(paths)
            .Select(notebook => (Source: notebook.Path, Target: TargetOf(notebook, options.OutputFolder, extension))).ToList();
        foreach (var group in found.GroupBy(entry => entry.Target, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            throw new CourseRunException(
                $"These notebooks would both become {group.Key}: {string.Join(", ", group.Select(entry => entry.Source))}. Export them "
                    + "into different folders.");
        }

        return [.. found.Select(entry => new PlannedExport(entry.Source, entry.Target, NotebookFile.Read(entry.Source)))];
    }

    private static string TargetOf(FoundNotebook notebook, string? output, string extension) => Path.ChangeExtension(
        output is null ? notebook.Path : Path.GetFullPath(Path.Combine(output, notebook.RelativePath)),
        extension);
}
