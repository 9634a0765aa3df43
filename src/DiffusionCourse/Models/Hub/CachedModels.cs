using System.Text;

namespace DiffusionCourse.Models.Hub;

/// <summary>Finds what is in the cache, pulled by the course or by Python.</summary>
internal sealed class CachedModels(string cacheFolder)
{
    private const int LongestCommit = 128;

    /// <summary>The snapshot of a model that is there whole; null where it is not.</summary>
    public string? Find(ModelSource source)
    {
        var cache = new RepositoryCache(cacheFolder, source.Repository);
        var pins = ModelPins.Read(cache);
        string? commit = pins.Pulled(source.Revision)?.Commit ?? (pins.Begun(source.Revision) is null ? Referred(cache, source.Revision) : null);
        return commit is not null && Directory.Exists(cache.Snapshot(commit)) ? cache.Snapshot(commit) : null;
    }

    /// <summary>Every model that the course has pulled, whole or in part.</summary>
    public IReadOnlyList<PulledModel> All()
        => !Directory.Exists(cacheFolder) ? [] :
        [
            .. Directory.EnumerateDirectories(cacheFolder, "models--*").Order(StringComparer.Ordinal)
                .Select(folder => RepositoryId.FromFolder(Path.GetFileName(folder))).OfType<RepositoryId>().SelectMany(OfRepository),
        ];

    private IEnumerable<PulledModel> OfRepository(RepositoryId repository)
    {
        var cache = new RepositoryCache(cacheFolder, repository);
        var pins = ModelPins.Read(cache);
        return pins.Revisions.Select(entry => Model(cache, entry.Key, entry.Value, whole: true))
            .Concat(pins.Pending.Where(entry => !pins.Revisions.ContainsKey(entry.Key)).Select(entry => Model(cache, entry.Key, entry.Value, whole: false)));
    }

    private static PulledModel Model(RepositoryCache cache, string revision, ModelPin pin, bool whole)
    {
        var known = ModelCatalogue.OfRepository(cache.Repository);
        string name = known?.Name ?? cache.Repository.ToString();
        return new(
            known is null ? revision == "main" ? name : $"{name}@{revision}" : revision == known.Revision ? name : $"{name}@{revision}",
            cache.Repository.ToString(), revision, pin.Commit, cache.Snapshot(pin.Commit), whole && pin.Files.All(file => cache.HasFile(pin.Commit, file)), pin.Files.Sum(file => file.Size));
    }

    /// <summary>The commit of a branch, as refs/ says; a commit stands for itself.</summary>
    private static string? Referred(RepositoryCache cache, string revision)
    {
        var reference = new FileInfo(cache.Ref(revision));
        if (!reference.Exists)
        {
            return SafeFileName.IsSegment(revision) ? revision : null;
        }

        string commit = reference.Length <= LongestCommit ? Encoding.ASCII.GetString(File.ReadAllBytes(reference.FullName)).Trim() : "";
        return SafeFileName.IsSegment(commit) ? commit : null;
    }
}
