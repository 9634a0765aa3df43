namespace DiffusionCourse.Inference;

/// <summary>The folder for what the course remembers between runs. Losing it costs time, and nothing else.</summary>
internal static class CourseCache
{
    /// <summary>The environment variable that names the folder; default: diffusion-course in the user's local application data.</summary>
    public const string FolderVariable = "DIFFUSION_COURSE_CACHE";

    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } stated ? Path.GetFullPath(stated)
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "diffusion-course");
}
