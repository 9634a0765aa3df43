using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Hosts;

/// <summary>All notebooks of the course.</summary>
internal static class RepositoryNotebooks
{
    public static string Folder { get; } = Path.Combine(CourseCommand.RepositoryRoot, "notebooks");

    public static IReadOnlyList<FoundNotebook> All { get; } = NotebookSearch.Find(Folder);
}
