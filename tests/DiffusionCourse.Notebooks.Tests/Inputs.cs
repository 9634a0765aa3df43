namespace DiffusionCourse.Notebooks.Tests;

/// <summary>Files that once went wrong, as they came.</summary>
internal static class Inputs
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Inputs");

    public static string At(string relative) => Path.Combine(Folder, relative);
}
