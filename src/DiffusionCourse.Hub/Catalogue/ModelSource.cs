namespace DiffusionCourse.Models.Hub;

/// <summary>What a name stands for on the hub: a model of the catalogue, or owner/name, at a revision.</summary>
internal sealed record ModelSource(
    string Name, RepositoryId Repository, string Revision, CatalogueModel? CatalogueModel, bool NamesRevision = false)
{
    public const string DefaultRevision = "main";

    /// <summary>The files to take unless others are asked for.</summary>
    public FileSelection Selection { get; } =
        CatalogueModel is { Files: var files } ? new(files.Include, files.Exclude, files.Required) : FileSelection.All;

    /// <summary>Reads NAME or NAME@REVISION; null where it is neither in the catalogue nor owner/name.</summary>
    /// <exception cref="ModelException">The revision is no name of a branch, tag or commit.</exception>
    public static ModelSource? TryParse(string text)
    {
        var at = text.LastIndexOf('@');
        var name = at < 0 ? text : text[..at];
        var revision = at < 0 ? null : text[(at + 1)..];
        if (revision is not null && !SafeFileName.IsPath(revision))
        {
            return null;
        }

        if (ModelCatalogue.Find(name) is { } known && RepositoryId.TryParse(known.Repository, out var home))
        {
            return new(
                revision is null ? known.Name : $"{known.Name}@{revision}", home, revision ?? known.Revision, known, revision is not null);
        }

        return RepositoryId.TryParse(name, out var repository)
            ? new(text, repository, revision ?? DefaultRevision, null, revision is not null)
            : null;
    }

    /// <summary>A repository by its usual name.</summary>
    public static ModelSource Of(RepositoryId repository)
        => ModelCatalogue.OfRepository(repository) is { } known
            ? new(known.Name, repository, known.Revision, known)
            : new(repository.ToString(), repository, DefaultRevision, null);

    /// <exception cref="ModelException">The name is neither in the catalogue nor owner/name.</exception>
    public static ModelSource Parse(string text) => TryParse(text)
        ?? throw new ModelException(
            $"'{text}' is no model of the hub{Hint(text)}. Name one of "
                + $"{string.Join(", ", ModelCatalogue.Models.Select(model => model.Name))}, or a repository as owner/name or "
                + "owner/name@revision.");

    private static string Hint(string text)
    {
        if (ModelFolders.FindModel(text) is { } folder)
        {
            return $": it is the folder '{folder}', which is used by that name as it is";
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Segments is [_, var owner, var name, ..]
            && RepositoryId.TryParse($"{owner}{name.TrimEnd('/')}", out var repository)
            ? $": a repository is named without an address, here as {repository}" : "";
    }
}
