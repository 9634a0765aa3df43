namespace DiffusionCourse.Models.Hub;

/// <summary>Works out and carries out what a name asks to have removed from the cache.</summary>
internal sealed class ModelRemover(string cacheFolder)
{
    /// <summary>What would go.</summary>
    /// <exception cref="ModelException">The model or revision is not here.</exception>
    public ModelRemoval Find(string name, bool old)
    {
        var source = ModelSource.Parse(name);
        return Report(source, Work(source, old));
    }

    /// <summary>Removes it, unless a pull of the course is at it.</summary>
    /// <exception cref="ModelException">The model or revision is not here.</exception>
    /// <exception cref="HubException">Another process is pulling it, or the cache cannot be written.</exception>
    public ModelRemoval Remove(string name, bool old)
    {
        var source = ModelSource.Parse(name);
        var cache = Cache(source);
        return CacheErrors.Explain(cacheFolder, () =>
        {
            using var mine = CacheLock.TryTake(cache.RepositoryLock)
                ?? throw new HubException($"{name} is being pulled by another process. Stop it first.");
            if (new DirectoryInfo(cache.Folder).LinkTarget is not null)
            {
                throw new HubException($"'{cache.Folder}' is a link to another folder, which is left alone. Delete it by hand.");
            }

            var removal = Work(source, old);
            var report = Report(source, removal);
            removal.Apply();
            return report;
        });
    }

    /// <summary>Old commits of every repository that the course pulled from.</summary>
    public IEnumerable<ModelRemoval> Old() => new CachedModels(cacheFolder).Repositories().Where(cache => ModelPins.Read(cache).All.Any())
        .Select(cache =>
            (Source: ModelSource.Of(cache.Repository), Removal: CacheRemoval.Old(cache))).Where(found => found.Removal.Commits.Count > 0)
        .Select(found => Report(found.Source, found.Removal));

    private CacheRemoval Work(ModelSource source, bool old)
    {
        var cache = Cache(source);
        return !source.NamesRevision ? old ? CacheRemoval.Old(cache) : CacheRemoval.All(cache)
            : old ? throw new ModelException(
                $"{source.Name} names a revision, and old commits have no name any more. Leave out '@{source.Revision}', or ask for that "
                    + "revision alone.")
            : CacheRemoval.Of(cache, source.Revision)
                ?? throw new ModelException(
                    $"{source.Repository} is in the cache, and its revision '{source.Revision}' is not. Here are "
                        + $"{string.Join(", ", cache.Refs().Keys.Union(cache.Commits()))}.");
    }

    private RepositoryCache Cache(ModelSource source)
    {
        var cache = new RepositoryCache(cacheFolder, source.Repository);
        return Directory.Exists(cache.Folder)
            ? cache
            : throw new ModelException(
                $"{source.Name} is not in the cache: there is no '{cache.Folder}'. 'course models list' shows what was pulled.");
    }

    private ModelRemoval Report(ModelSource source, CacheRemoval removal)
        => new(source.Name, Cache(source).Folder, removal.Commits, removal.IsWhole, removal.Bytes);
}
