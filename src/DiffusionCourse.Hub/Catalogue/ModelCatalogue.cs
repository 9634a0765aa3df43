using System.Text.Json;
using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>
/// The models that can be pulled by name: catalog.json of the course, and before it any catalog.json in the folders that
/// DIFFUSION_COURSE_MODELS names. States no sizes and no hashes: those are the hub's to tell.
/// </summary>
public static class ModelCatalogue
{
    internal const string FileName = "catalog.json";
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web)
        {
            ReadCommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            RespectNullableAnnotations = true,
        };
    private static readonly Lazy<IReadOnlyList<CatalogueModel>> Embedded = new(ReadEmbedded);

    /// <summary>All models, in the catalogue's order.</summary>
    /// <exception cref="ModelException">A catalog.json of the user's cannot be read.</exception>
    public static IReadOnlyList<CatalogueModel> Models =>
        [
            .. ModelFolders.Stated().SelectMany(ReadFolder).Concat(Embedded.Value).DistinctBy(
                model => model.Name, StringComparer.OrdinalIgnoreCase)
        ];

    /// <summary>The model of this name, or null.</summary>
    public static CatalogueModel? Find(string name)
        => Models.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first model that this repository holds, or null.</summary>
    internal static CatalogueModel? OfRepository(RepositoryId repository)
        => Models.FirstOrDefault(model => model.Repository.Equals(repository.ToString(), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<CatalogueModel> ReadFolder(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Parse(File.ReadAllBytes(path), path) : [];
    }

    private static IReadOnlyList<CatalogueModel> ReadEmbedded()
    {
        using var stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream($"DiffusionCourse.Models.{FileName}")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.ToArray(), FileName);
    }

    /// <summary>Reads a catalog.json.</summary>
    /// <exception cref="ModelException">It cannot be read, or a model lacks what it needs.</exception>
    internal static IReadOnlyList<CatalogueModel> Parse(byte[] json, string path)
    {
        try
        {
            var models = JsonSerializer.Deserialize<CatalogueDocument>(json, Json)?.Models ?? [];
            foreach (var model in models)
            {
                if (model is null || HoldsNull(model))
                {
                    throw new ModelException(
                        $"'{path}' has null in a list{(model is null ? ", in place of a model" : $" of '{model.Name}'")}. Correct it, or "
                            + $"take the folder out of {ModelFolders.Variable}.");
                }

                if (
                    !RepositoryId.TryParse(model.Repository, out _) || !SafeFileName.IsPath(model.Revision)
                        || string.IsNullOrWhiteSpace(model.Name) || model.Name.Contains('/', StringComparison.Ordinal))
                {
                    throw new ModelException(
                        $"'{path}' lists '{model.Name}' in '{model.Repository}' at '{model.Revision}': a name without /, a repository as "
                            + $"owner/name and a revision are needed. Correct it, or take the folder out of {ModelFolders.Variable}.");
                }
            }

            return models;
        }
        catch (JsonException error)
        {
            throw new ModelException(
                $"'{path}' is no catalogue of models ({error.Path}, line {error.LineNumber + 1}: {error.Message}). Correct it, or take "
                    + $"the folder out of {ModelFolders.Variable}.",
                error);
        }
    }

    // Annotations of properties are heeded by the reader, those of a list's entries are not.
    private static bool HoldsNull(CatalogueModel model)
        => model.Files.Include.Concat(model.Files.Exclude).Concat(model.Files.Required).Concat(model.Prompts).Any(text => text is null);

    private sealed record CatalogueDocument(IReadOnlyList<CatalogueModel> Models);
}
