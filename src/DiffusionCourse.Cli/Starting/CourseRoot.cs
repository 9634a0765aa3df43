namespace DiffusionCourse.Cli.Starting;

/// <summary>
/// The folder of the course: a clone, which holds notebooks/ and the solution, or one that 'course start' laid out, which holds notebooks/
/// and the library in artifacts/course.
/// </summary>
internal static class CourseRoot
{
    private const string Solution = "DiffusionCourse.sln";

    /// <exception cref="DirectoryNotFoundException">It is neither above the current folder nor above this program.</exception>
    public static string Find() => Find(Environment.CurrentDirectory, AppContext.BaseDirectory);

    /// <param name="current">The folder that the command was called in.</param>
    /// <param name="program">The folder that the program lies in.</param>
    /// <exception cref="DirectoryNotFoundException">It is neither above the one nor above the other.</exception>
    public static string Find(string current, string program) => Above(current, program) ?? throw new DirectoryNotFoundException(
        new CourseCopy(program).IsThere
            ? "The course's folder was not found: 'course start' lays the course out in a folder of your own. Run the command inside it."
            : $"The course's folder was not found: run the command inside it, where {Solution} lies.");

    /// <summary>The course's folder above one of two, those themselves included; null where there is none.</summary>
    /// <param name="current">The folder that the command was called in, which comes first.</param>
    /// <param name="program">The folder that the program lies in.</param>
    public static string? Above(string current, string program) => Upwards(current).Concat(Upwards(program)).FirstOrDefault(IsCourse);

    /// <summary>The set-up that each notebook imports, which a build writes, or 'course start'.</summary>
    public static string SetUpOf(string root) => Path.Combine(root, "artifacts", "course", "setup.dib");

    private static bool IsCourse(string folder) => Directory.Exists(Path.Combine(folder, "notebooks"))
        && (File.Exists(Path.Combine(folder, Solution)) || File.Exists(SetUpOf(folder)));

    private static IEnumerable<string> Upwards(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
