using DiffusionCourse.Files;

namespace DiffusionCourse.Models.Hub;

/// <summary>Finds what is in the cache, pulled by the course or by Python.</summary>
internal sealed class CachedModels(string cacheFolder)
{
    /// <summary>The file without which no pipeline runs, where no catalogue says what is needed.</summary>
    private const string Network = "unet/model.onnx";

    /// <summary>The snapshot of a model that is there whole; null where it is not.</summary>
    public string? Find(ModelSource source)
    {
        var cache = new RepositoryCache(cacheFolder, source.Repository);
        var pins = ModelPins.Read(cache);
        var commit = pins.Pulled(source.Revision)?.Commit
            ?? (pins.Begun(source.Revision) is null ? Referred(cache, source.Revision) : null);
        return commit is not null && Directory.Exists(cache.Snapshot(commit)) ? cache.Snapshot(commit) : null;
    }

    /// <summary>Every model that the course has pulled, whole or in part, and those of other programs that it can run.</summary>
    public IReadOnlyList<PulledModel> All() => [.. Repositories().SelectMany(OfRepository)];

    /// <summary>Repositories of models in the cache. Those that this user may not read are left out: caches are shared.</summary>
    public IEnumerable<RepositoryCache> Repositories()
        => !Directory.Exists(cacheFolder) ? [] :
            Directory.EnumerateDirectories(cacheFolder, "models--*").Order(StringComparer.Ordinal)
                .Select(folder => RepositoryId.FromFolder(Path.GetFileName(folder))).OfType<RepositoryId>().Select(repository =>
                    new RepositoryCache(cacheFolder, repository)).Where(IsReadable);

    private static bool IsReadable(RepositoryCache cache)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(cache.Folder).Any() && ModelPins.Read(cache).Repository.Length > 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<PulledModel> OfRepository(RepositoryCache cache)
    {
        var pins = ModelPins.Read(cache);
        return pins.Revisions.Select(entry => Pinned(cache, entry.Key, entry.Value, whole: true))
            .Concat(
                pins.Pending.Where(entry =>
                    !pins.Revisions.ContainsKey(entry.Key)).Select(entry => Pinned(cache, entry.Key, entry.Value, whole: false)))
            .Concat(
                cache.Refs().Where(entry => pins.All.All(pin => pin.Key != entry.Key)).Select(entry =>
                    OfOthers(cache, entry.Key, entry.Value)).OfType<PulledModel>());
    }

    private static PulledModel Pinned(RepositoryCache cache, string revision, ModelPin pin, bool whole) => new(
        NameOf(cache.Repository, revision), cache.Repository.ToString(), revision, pin.Commit, cache.Snapshot(pin.Commit),
        whole && pin.Files.All(file => cache.HasFile(pin.Commit, file)), pin.Files.Sum(file => file.Size));

    /// <summary>
    /// A snapshot that another program fetched; null where it is of no model for the course, as most of a shared cache are.
    /// </summary>
    private static PulledModel? OfOthers(RepositoryCache cache, string revision, string commit)
    {
        var folder = cache.Snapshot(commit);
        var needed = ModelCatalogue.OfRepository(cache.Repository) is { } known ? known.Files.Required : [Network];
        return !Directory.Exists(folder) || !needed.All(path => FileSize.Of(cache.Pointer(commit, path)) is not null) ? null
            : new(NameOf(cache.Repository, revision), cache.Repository.ToString(), revision, commit, folder, IsWhole: true,
                Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(path => FileSize.Of(path) ?? 0), IsPinned: false);
    }

    private static string NameOf(RepositoryId repository, string revision)
    {
        var known = ModelCatalogue.OfRepository(repository);
        var name = known?.Name ?? repository.ToString();
        return revision == (known?.Revision ?? ModelSource.DefaultRevision) ? name : $"{name}@{revision}";
    }

    /// <summary>The commit of a branch, as refs/ says; a commit stands for itself.</summary>
    private static string? Referred(RepositoryCache cache, string revision)
        => File.Exists(cache.Ref(revision)) ? cache.CommitOf(revision) : SafeFileName.IsSegment(revision) ? revision : null;
}
