namespace DiffusionCourse.Models.Hub;

/// <summary>
/// One repository's folder in the cache that Python's huggingface_hub and the course share: blobs/ETAG, snapshots/COMMIT/PATH
/// (links to blobs), refs/REVISION (holds the commit), and .locks beside the repositories.
/// </summary>
internal sealed class RepositoryCache(string cacheFolder, RepositoryId repository)
{
    private const string LocksFolder = ".locks";

    public RepositoryId Repository => repository;

    public string Folder { get; } = Path.Combine(cacheFolder, repository.FolderName);

    public string Blobs => Path.Combine(Folder, "blobs");

    public string Locks { get; } = Path.Combine(cacheFolder, LocksFolder, repository.FolderName);

    /// <summary>What was pulled, pinned.</summary>
    public string PinsFile => Path.Combine(Folder, "course.lock.json");

    /// <summary>Held by a pull or a removal of the whole repository; Python does not know it.</summary>
    public string RepositoryLock => Path.Combine(Locks, "course.lock");

    public string Blob(string etag) => Path.Combine(Blobs, etag);

    public string Incomplete(string etag) => Path.Combine(Blobs, etag + ".incomplete");

    /// <summary>Held while a blob is written, by Python as well.</summary>
    public string BlobLock(string etag) => Path.Combine(Locks, etag + ".lock");

    public string Snapshot(string commit) => Path.Combine(Folder, "snapshots", commit);

    public string Pointer(string commit, string path) => Path.Combine(Snapshot(commit), Path.Combine(path.Split('/')));

    public string Ref(string revision) => Path.Combine(Folder, "refs", Path.Combine(revision.Split('/')));

    public bool HasBlob(PinnedFile file) => FileSize.Of(Blob(file.ETag)) == file.Size;

    /// <summary>Whether the snapshot shows the file with the size that it should have.</summary>
    public bool HasFile(string commit, PinnedFile file) => FileSize.Of(Pointer(commit, file.Path)) == file.Size;

    /// <summary>Bytes that are there of a file that an earlier pull began.</summary>
    public long PartialSize(PinnedFile file) => FileSize.Of(Incomplete(file.ETag)) is { } size && size <= file.Size ? size : 0;
}
