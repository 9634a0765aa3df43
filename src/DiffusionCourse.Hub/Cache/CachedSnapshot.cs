namespace DiffusionCourse.Models.Hub;

/// <summary>A folder of the hub's cache, models--OWNER--NAME/snapshots/COMMIT, and what it holds.</summary>
internal sealed record CachedSnapshot(RepositoryId Repository, CatalogueModel? CatalogueModel)
{
    /// <summary>The catalogue's name, else owner/name.</summary>
    public string Name => CatalogueModel?.Name ?? Repository.ToString();

    /// <summary>A model's name from its folder: a pulled one lies in a folder named after a commit.</summary>
    public static string NameOf(string folder) => Of(folder)?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    /// <summary>Reads it off the path; null for any other folder.</summary>
    public static CachedSnapshot? Of(string folder)
    {
        var snapshots = Directory.GetParent(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return snapshots is { Name: "snapshots", Parent: { } home } && RepositoryId.FromFolder(home.Name) is { } repository
            ? new(repository, ModelCatalogue.OfRepository(repository))
            : null;
    }
}
