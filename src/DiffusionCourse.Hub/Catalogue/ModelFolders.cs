namespace DiffusionCourse.Models.Hub;

/// <summary>The folders in which models lie that were not pulled: those that a variable names, and models/ of the course.</summary>
internal static class ModelFolders
{
    /// <summary>The environment variable with further folders of models, separated as PATH is.</summary>
    public const string Variable = "DIFFUSION_COURSE_MODELS";

    /// <summary>A folder of models/ or at a path; null where there is none.</summary>
    public static string? Find(string nameOrPath)
    {
        foreach (var candidate in All().Select(folder => Path.Combine(folder, nameOrPath)).Prepend(nameOrPath))
        {
            if (Directory.Exists(candidate) && (IsModel(candidate) || Path.IsPathRooted(nameOrPath) || LooksLikePath(nameOrPath)))
            {
                return Path.TrimEndingDirectorySeparator(Path.GetFullPath(candidate));
            }
        }

        return null;
    }

    /// <summary>The same, of folders that hold a model alone.</summary>
    public static string? FindModel(string nameOrPath) => Find(nameOrPath) is { } folder && IsModel(folder) ? folder : null;

    /// <summary>The folders in a folder; none where it is not there or may not be read.</summary>
    public static IEnumerable<string> Below(string folder)
        => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }) : [];

    /// <summary>The folders that <see cref="Variable"/> names.</summary>
    public static string[] Stated()
        => (Environment.GetEnvironmentVariable(Variable) ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool LooksLikePath(string text)
        => text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal);

    public static bool IsModel(string folder)
        => File.Exists(Path.Combine(folder, "model_index.json")) || File.Exists(Path.Combine(folder, "unet", "model.onnx"));

    public static IEnumerable<string> All()
    {
        foreach (var folder in Stated())
        {
            yield return folder;
        }

        // The library lies in artifacts/ of the course, notebooks and commands run somewhere below its root.
        var library =
            Path.GetDirectoryName(typeof(ModelFolders).Assembly.Location) is { Length: > 0 } beside ? beside : AppContext.BaseDirectory;
        foreach (var start in new[] { Environment.CurrentDirectory, library })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                yield return Path.Combine(folder.FullName, "models");
            }
        }
    }
}
