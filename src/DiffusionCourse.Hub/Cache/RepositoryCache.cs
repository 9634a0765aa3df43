using System.Text;
using DiffusionCourse.Files;

namespace DiffusionCourse.Models.Hub;

/// <summary>
/// One repository's folder in the cache that Python's huggingface_hub and the course share: blobs/ETAG, snapshots/COMMIT/PATH
/// (links to blobs), refs/REVISION (holds the commit), and .locks beside the repositories.
/// </summary>
internal sealed class RepositoryCache(string cacheFolder, RepositoryId repository)
{
    public const string BlobsFolder = "blobs";
    private const string LocksFolder = ".locks";
    private const int LongestCommit = 128;

    public RepositoryId Repository => repository;

    public string Folder { get; } = Path.Combine(cacheFolder, repository.FolderName);

    public string Blobs => Path.Combine(Folder, BlobsFolder);

    public string Locks { get; } = Path.Combine(cacheFolder, LocksFolder, repository.FolderName);

    /// <summary>What was pulled, pinned.</summary>
    public string PinsFile => Path.Combine(Folder, "course.lock.json");

    /// <summary>Held by a pull or a removal of the whole repository; Python does not know it.</summary>
    public string RepositoryLock => Path.Combine(Locks, "course.lock");

    public string Blob(string etag) => Path.Combine(Blobs, etag);

    public string Incomplete(string etag) => Path.Combine(Blobs, etag + ".incomplete");

    /// <summary>Held while a blob is written, by Python as well.</summary>
    public string BlobLock(string etag) => Path.Combine(Locks, etag + ".lock");

    public string Snapshots => Path.Combine(Folder, "snapshots");

    public string RefsFolder => Path.Combine(Folder, "refs");

    public string Snapshot(string commit) => Path.Combine(Snapshots, commit);

    public string Pointer(string commit, string path) => Path.Combine(Snapshot(commit), Path.Combine(path.Split('/')));

    public string Ref(string revision) => Path.Combine(RefsFolder, Path.Combine(revision.Split('/')));

    /// <summary>Commits that have a snapshot.</summary>
    public IEnumerable<string> Commits()
        => Directory.Exists(Snapshots) ? Directory.EnumerateDirectories(Snapshots).Select(folder => Path.GetFileName(folder)!) : [];

    /// <summary>Branches and tags, and the commits that they stand for.</summary>
    public IReadOnlyDictionary<string, string> Refs() => !Directory.Exists(RefsFolder) ? new Dictionary<string, string>()
        : Directory.EnumerateFiles(RefsFolder, "*", SearchOption.AllDirectories).Select(path =>
            Path.GetRelativePath(RefsFolder, path).Replace('\\', '/'))
            .Select(name => (Name: name, Commit: CommitOf(name))).Where(entry => entry.Commit is not null).ToDictionary(
                entry => entry.Name, entry => entry.Commit!, StringComparer.Ordinal);

    /// <summary>The commit of a branch or tag; null where there is no such reference, or no usable one.</summary>
    public string? CommitOf(string reference)
    {
        var file = new FileInfo(Ref(reference));
        var commit =
            file is { Exists: true, Length: <= LongestCommit } ? Encoding.ASCII.GetString(File.ReadAllBytes(file.FullName)).Trim() : "";
        return SafeFileName.IsSegment(commit) ? commit : null;
    }

    public bool HasBlob(PinnedFile file) => FileSize.Of(Blob(file.ETag)) == file.Size;

    /// <summary>Whether the snapshot shows the file with the size that it should have.</summary>
    public bool HasFile(string commit, PinnedFile file) => FileSize.Of(Pointer(commit, file.Path)) == file.Size;

    /// <summary>Bytes that are there of a file that an earlier pull began.</summary>
    public long PartialSize(PinnedFile file) => FileSize.Of(Incomplete(file.ETag)) is { } size && size <= file.Size ? size : 0;
}
