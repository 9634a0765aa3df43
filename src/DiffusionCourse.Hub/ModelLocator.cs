using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>
/// Finds models: by path, below the folders that DIFFUSION_COURSE_MODELS names, below models/ of the course, and among those that were
/// pulled.
/// </summary>
public static class ModelLocator
{
    /// <summary>The model that the course runs on where nothing else is asked for.</summary>
    public const string EmbeddedModel = "emoji-128";

    /// <summary>The environment variable that names the model which notebooks use.</summary>
    public const string ModelVariable = "DIFFUSION_COURSE_MODEL";

    /// <summary>The environment variable with further folders of models, separated as PATH is.</summary>
    public const string FoldersVariable = ModelFolders.Variable;

    /// <summary>The model to use: what <see cref="ModelVariable"/> names, else the embedded one.</summary>
    public static string DefaultModel
        => Environment.GetEnvironmentVariable(ModelVariable) is { Length: > 0 } name ? name : EmbeddedModel;

    /// <summary>Names of the models that are present, in alphabetical order.</summary>
    public static IReadOnlyList<string> Installed() =>
    [
        .. ModelFolders.All().SelectMany(ModelFolders.Below).Where(ModelFolders.IsModel).Select(path => Path.GetFileName(path)!)
            .Concat(new CachedModels(HubSettings.CurrentCacheFolder).All().Where(model => model.IsWhole).Select(model => model.Name))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The absolute folder of a model.</summary>
    /// <param name="nameOrPath">A name below a models folder, a folder's path, a catalogue name, or owner/name[@revision] of a model that
    /// was pulled.</param>
    /// <exception cref="ModelException">Nothing is found; the message lists what there is, or says how to pull it.</exception>
    public static string Find(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if ((ModelFolders.Find(nameOrPath) ?? FindPulled(nameOrPath)) is { } found)
        {
            return found;
        }

        var installed = Installed();
        throw new ModelException(
            $"There is no model '{nameOrPath}'. "
            + (installed.Count == 0
                ? $"No models folder was found: run from the course's folder, or set {FoldersVariable} to a folder of models."
                : $"Models here: {string.Join(", ", installed)}. Name one of them, or the path of a folder in Stable Diffusion's ONNX "
                    + "layout.")
            + $" Models to pull: {string.Join(", ", ModelCatalogue.Models.Select(model => model.Name))} (course models list).");
    }

    /// <summary>Whether there is a model of this name or at this path.</summary>
    internal static bool IsPresent(string nameOrPath)
    {
        try
        {
            return ModelFolders.Find(nameOrPath) is not null || FindPulled(nameOrPath) is not null;
        }
        catch (ModelException)
        {
            return false;
        }
    }

    /// <summary>The snapshot of a pulled model; null for names that are neither in the catalogue nor owner/name.</summary>
    /// <exception cref="ModelException">The model is known and not here; the message says how to pull it.</exception>
    internal static string? FindPulled(string name)
    {
        if (ModelSource.TryParse(name) is not { } source)
        {
            return null;
        }

        return new CachedModels(HubSettings.CurrentCacheFolder).Find(source)
            ?? throw new ModelException(
                (source.CatalogueModel is null
                    ? $"There is no folder '{name}', and {source.Repository} was not pulled. "
                    : $"The model {source.Name} ({source.CatalogueModel.Title}) is not here, or not all of it. ")
                + $"Fetch it from the hub: course models pull {name}");
    }
}
