namespace DiffusionCourse.Interactive.Tests;

/// <summary>Where the repository and the built course lie.</summary>
internal static class CourseFolder
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string SetUp { get; } = Path.Combine(Root, "artifacts", "course", "setup.dib");

    /// <summary>A file beside the library.</summary>
    public static string Beside(string name) => Path.Combine(Path.GetDirectoryName(SetUp)!, name);

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "DiffusionCourse.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
