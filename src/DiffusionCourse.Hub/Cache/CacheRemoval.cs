namespace DiffusionCourse.Models.Hub;

/// <summary>
/// A removal from one repository's cache: the names of revisions, the snapshots that nothing names any more, and the blobs that
/// no snapshot shows any more, in this order, so that an end in between leaves no link to nothing.
/// </summary>
internal sealed class CacheRemoval
{
    private readonly RepositoryCache _cache;
    private readonly IReadOnlyCollection<string> _names;
    private readonly IReadOnlyList<string> _files;

    private CacheRemoval(RepositoryCache cache, IReadOnlyCollection<string> names, IReadOnlyList<string> commits, bool all = false)
    {
        (_cache, _names, Commits) = (cache, names, commits);
        string[] kept = [.. cache.Commits().Except(commits)];
        IsWhole = all || (names.Count + commits.Count > 0 && kept.Length == 0 && Named(cache).All(entry => names.Contains(entry.Name)));
        _files = IsWhole ? [] : [.. Blobs(commits).Except(Blobs(kept)).Select(cache.Blob), .. Unfinished()];
        Bytes = IsWhole ? SizeOf(new DirectoryInfo(cache.Folder).EnumerateFiles("*", SearchOption.AllDirectories))
            : SizeOf(_files.Select(path => new FileInfo(path))) + commits.Sum(commit => SnapshotContents.Of(cache, commit).OwnBytes);
    }

    /// <summary>The commits whose snapshots go.</summary>
    public IReadOnlyList<string> Commits { get; }

    /// <summary>Whether nothing of the repository stays.</summary>
    public bool IsWhole { get; }

    /// <summary>The room that it frees.</summary>
    public long Bytes { get; }

    /// <summary>The whole repository.</summary>
    public static CacheRemoval All(RepositoryCache cache)
        => new(cache, [.. Named(cache).Select(entry => entry.Name)], [.. cache.Commits()], all: true);

    /// <summary>One revision: a branch or tag, or a commit with all that names it. Files that others show stay.</summary>
    /// <returns>Null where it is not here.</returns>
    public static CacheRemoval? Of(RepositoryCache cache, string revision)
    {
        var named = Named(cache);
        string[] commits = [.. named.Where(entry => entry.Name == revision).Select(entry => entry.Commit)];
        HashSet<string> names = [revision];
        if (commits.Length == 0 && cache.Commits().Contains(revision))
        {
            commits = [revision];
            names.UnionWith(named.Where(entry => entry.Commit == revision).Select(entry => entry.Name));
        }

        string[] others = [.. named.Where(entry => !names.Contains(entry.Name)).Select(entry => entry.Commit)];
        return commits.Length == 0 ? null : new(cache, names, [.. commits.Except(others)]);
    }

    /// <summary>Commits that no branch, tag or pin names any more, as updates leave them.</summary>
    public static CacheRemoval Old(RepositoryCache cache)
        => new(cache, [], [.. cache.Commits().Except(Named(cache).Select(entry => entry.Commit))]);

    public void Apply()
    {
        if (IsWhole)
        {
            Directory.Delete(_cache.Folder, recursive: true);
            return;
        }

        if (_names.Count > 0 && File.Exists(_cache.PinsFile))
        {
            ModelPins.Read(_cache).Without(_names).Write(_cache);
        }

        foreach (var path in _names.Select(_cache.Ref).Where(File.Exists))
        {
            File.Delete(path);
        }

        foreach (var snapshot in Commits.Select(_cache.Snapshot).Where(Directory.Exists))
        {
            Directory.Delete(snapshot, recursive: true);
        }

        foreach (var file in _files)
        {
            File.Delete(file);
        }
    }

    /// <summary>Beginnings of blobs that only the removed pulls wanted.</summary>
    private IEnumerable<string> Unfinished()
    {
        var pins = ModelPins.Read(_cache).All.ToArray();
        var wanted = pins.Where(entry =>
            !_names.Contains(entry.Key)).SelectMany(entry => entry.Value.Files).Select(file => file.ETag).ToHashSet(StringComparer.Ordinal);
        return pins.Where(entry => _names.Contains(entry.Key)).SelectMany(entry => entry.Value.Files).Select(file => file.ETag).Distinct()
            .Where(etag => !wanted.Contains(etag)).Select(_cache.Incomplete).Where(File.Exists);
    }

    private IEnumerable<string> Blobs(IEnumerable<string> commits)
        => commits.SelectMany(commit => SnapshotContents.Of(_cache, commit).Blobs.Values).Distinct(StringComparer.Ordinal);

    /// <summary>What names a commit: branches and tags, and pins of this course, those that a pull has begun as well.</summary>
    private static IReadOnlyList<(string Name, string Commit)> Named(RepositoryCache cache)
        => [
            .. cache.Refs().Select(entry => (entry.Key, entry.Value)),
            .. ModelPins.Read(cache).All.Select(entry => (entry.Key, entry.Value.Commit)),
        ];

    private static long SizeOf(IEnumerable<FileInfo> files)
        => files.Where(file => file.LinkTarget is null && file.Exists).Sum(file => file.Length);
}
