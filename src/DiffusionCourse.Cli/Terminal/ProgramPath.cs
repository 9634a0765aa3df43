namespace DiffusionCourse.Cli;

/// <summary>Where programs are that PATH leads to.</summary>
internal static class ProgramPath
{
    /// <param name="name">The program's name.</param>
    /// <param name="windowsEndings">What its file may end in on Windows, in the order of preference.</param>
    /// <returns>The first file of that name; null where there is none.</returns>
    public static string? Find(string name, params string[] windowsEndings)
    {
        var endings = OperatingSystem.IsWindows() ? windowsEndings : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
    }
}
