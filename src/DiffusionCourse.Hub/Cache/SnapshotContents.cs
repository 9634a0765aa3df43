namespace DiffusionCourse.Models.Hub;

/// <summary>What a snapshot's folder holds: links to blobs, and files of its own.</summary>
/// <param name="Blobs">Names of the blobs that it shows, by the path that shows them.</param>
/// <param name="OwnBytes">Size of the files that are no links.</param>
internal sealed record SnapshotContents(IReadOnlyDictionary<string, string> Blobs, long OwnBytes)
{
    /// <summary>Reads it; empty where there is no such snapshot.</summary>
    public static SnapshotContents Of(RepositoryCache cache, string commit)
    {
        var folder = cache.Snapshot(commit);
        var blobs = new Dictionary<string, string>(StringComparer.Ordinal);
        long own = 0;
        foreach (var file in Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [])
        {
            // The first link alone: Python may keep blobs as links to a store that repositories share.
            if (file.LinkTarget is not { } target)
            {
                own += file.Length;
            }
            else if (
                new FileInfo(
                    Path.GetFullPath(
                        target,
                        file.DirectoryName!)) is { Directory: { Name: RepositoryCache.BlobsFolder,
                        Parent: { } home } } blob && home.Name == cache.Repository.FolderName)
            {
                // By names and not by whole paths: the cache may be a link, and what points into it may not go through that.
                blobs[Path.GetRelativePath(folder, file.FullName).Replace('\\', '/')] = blob.Name;
            }
        }

        return new(blobs, own);
    }
}
