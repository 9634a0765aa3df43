using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>Finds models: by path, below the folders that DIFFUSION_COURSE_MODELS names, below models/ of the course, and among those that were pulled.</summary>
public static class ModelLocator
{
    /// <summary>The model that the course runs on where nothing else is asked for.</summary>
    public const string EmbeddedModel = "emoji-64";

    /// <summary>The environment variable that names the model which notebooks use.</summary>
    public const string ModelVariable = "DIFFUSION_COURSE_MODEL";

    /// <summary>The environment variable with further folders of models, separated as PATH is.</summary>
    public const string FoldersVariable = "DIFFUSION_COURSE_MODELS";

    /// <summary>The model to use: what <see cref="ModelVariable"/> names, else the embedded one.</summary>
    public static string DefaultModel
        => Environment.GetEnvironmentVariable(ModelVariable) is { Length: > 0 } name ? name : EmbeddedModel;

    /// <summary>Names of the models that are present, in alphabetical order.</summary>
    public static IReadOnlyList<string> Installed() =>
    [
        .. Folders().Where(Directory.Exists).SelectMany(Directory.GetDirectories).Where(IsModel).Select(path => Path.GetFileName(path)!)
            .Concat(ModelHub.Pulled().Where(model => model.IsWhole).Select(model => model.Name)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The absolute folder of a model.</summary>
    /// <param name="nameOrPath">A name below a models folder, a folder's path, a catalogue name, or owner/name[@revision] of a model that was pulled.</param>
    /// <exception cref="ModelException">Nothing is found; the message lists what there is, or says how to pull it.</exception>
    public static string Find(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if ((FindFolder(nameOrPath) ?? ModelHub.FindPulled(nameOrPath)) is { } found)
        {
            return found;
        }

        var installed = Installed();
        throw new ModelException(
            $"There is no model '{nameOrPath}'. "
            + (installed.Count == 0
                ? $"No models folder was found: run from the course's folder, or set {FoldersVariable} to a folder of models."
                : $"Models here: {string.Join(", ", installed)}. Name one of them, or the path of a folder in Stable Diffusion's ONNX layout.")
            + $" Models to pull: {string.Join(", ", ModelCatalogue.Models.Select(model => model.Name))} (course models list).");
    }

    /// <summary>Whether there is a model of this name or at this path.</summary>
    internal static bool IsPresent(string nameOrPath)
    {
        try
        {
            return FindFolder(nameOrPath) is not null || ModelHub.FindPulled(nameOrPath) is not null;
        }
        catch (ModelException)
        {
            return false;
        }
    }

    /// <summary>A folder of models/ or at a path; null where there is none.</summary>
    internal static string? FindFolder(string nameOrPath)
    {
        foreach (string candidate in Folders().Select(folder => Path.Combine(folder, nameOrPath)).Prepend(nameOrPath))
        {
            if (Directory.Exists(candidate) && (IsModel(candidate) || Path.IsPathRooted(nameOrPath) || LooksLikePath(nameOrPath)))
            {
                return Path.TrimEndingDirectorySeparator(Path.GetFullPath(candidate));
            }
        }

        return null;
    }

    /// <summary>The same, of folders that hold a model alone.</summary>
    internal static string? FindModelFolder(string nameOrPath) => FindFolder(nameOrPath) is { } folder && IsModel(folder) ? folder : null;

    /// <summary>A model's name from its folder: a pulled one lies in a folder named after a commit.</summary>
    internal static string NameOf(string folder) => CachedSnapshot.Of(folder)?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    /// <summary>The folders that <see cref="FoldersVariable"/> names.</summary>
    internal static string[] StatedFolders()
        => (Environment.GetEnvironmentVariable(FoldersVariable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool LooksLikePath(string text) => text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal);

    private static bool IsModel(string folder)
        => File.Exists(Path.Combine(folder, "model_index.json")) || File.Exists(Path.Combine(folder, "unet", "model.onnx"));

    private static IEnumerable<string> Folders()
    {
        foreach (string folder in StatedFolders())
        {
            yield return folder;
        }

        // The library lies in artifacts/ of the course, notebooks and commands run somewhere below its root.
        string library = Path.GetDirectoryName(typeof(ModelLocator).Assembly.Location) is { Length: > 0 } beside ? beside : AppContext.BaseDirectory;
        foreach (string start in new[] { Environment.CurrentDirectory, library })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                yield return Path.Combine(folder.FullName, "models");
            }
        }
    }
}
