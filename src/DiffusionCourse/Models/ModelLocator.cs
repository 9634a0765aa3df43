namespace DiffusionCourse.Models;

/// <summary>Finds models: by path, below the folders that DIFFUSION_COURSE_MODELS names, and below models/ of the course.</summary>
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
        .. Folders().Where(Directory.Exists).SelectMany(Directory.GetDirectories).Where(IsModel)
            .Select(path => Path.GetFileName(path)!).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The absolute folder of a model.</summary>
    /// <param name="nameOrPath">A name below a models folder, or a folder's path.</param>
    /// <exception cref="ModelException">Nothing is found; the message lists what there is.</exception>
    public static string Find(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        foreach (string candidate in Folders().Select(folder => Path.Combine(folder, nameOrPath)).Prepend(nameOrPath))
        {
            if (Directory.Exists(candidate) && (IsModel(candidate) || Path.IsPathRooted(nameOrPath) || LooksLikePath(nameOrPath)))
            {
                return Path.TrimEndingDirectorySeparator(Path.GetFullPath(candidate));
            }
        }

        var installed = Installed();
        throw new ModelException(
            $"There is no model '{nameOrPath}'. "
            + (installed.Count == 0
                ? $"No models folder was found: run from the course's folder, or set {FoldersVariable} to a folder of models."
                : $"Models here: {string.Join(", ", installed)}. Name one of them, or the path of a folder in Stable Diffusion's ONNX layout."));
    }

    private static bool LooksLikePath(string text) => text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal);

    private static bool IsModel(string folder)
        => File.Exists(Path.Combine(folder, "model_index.json")) || File.Exists(Path.Combine(folder, "unet", "model.onnx"));

    private static IEnumerable<string> Folders()
    {
        string stated = Environment.GetEnvironmentVariable(FoldersVariable) ?? "";
        foreach (string folder in stated.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
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
