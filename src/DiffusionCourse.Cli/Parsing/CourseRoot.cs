namespace DiffusionCourse.Cli;

/// <summary>The folder of the course: the one that holds notebooks/ and the solution.</summary>
internal static class CourseRoot
{
    private const string Solution = "DiffusionCourse.sln";

    /// <exception cref="DirectoryNotFoundException">It is neither above the current folder nor above this program.</exception>
    public static string Find()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Solution)) && Directory.Exists(Path.Combine(folder.FullName, "notebooks")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new DirectoryNotFoundException($"The course's folder was not found: run the command inside it, where {Solution} lies.");
    }
}
