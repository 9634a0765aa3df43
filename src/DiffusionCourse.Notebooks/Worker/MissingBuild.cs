using DiffusionCourse.Notebooks.Files;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>A file that is not there because nothing has been built yet.</summary>
internal static class MissingBuild
{
    private const string BuildFolder = "artifacts";

    /// <summary>What to do; null where the file lies in no folder that a build writes.</summary>
    public static string? MessageFor(string path) =>
        !File.Exists(path) && CourseFolder.RootOf(path) is { } root
            && Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0] == BuildFolder
            ? $"The library is not built yet: run 'dotnet build' in {root}, then this cell again."
            : null;
}
