using System.Buffers;
using DiffusionCourse.Files;

namespace DiffusionCourse.Models.Hub;

/// <summary>Compares a model's files with what is pinned, or with the names that the cache gives them. Needs no network.</summary>
internal sealed class ModelVerifier(PullMeter meter)
{
    private const int ChunkSize = 1 << 20;

    /// <summary>All files of a model's folder.</summary>
    public async Task<ModelVerification> RunAsync(string folder, CancellationToken cancellation)
    {
        var name = CachedSnapshot.NameOf(folder);
        if (CachedSnapshot.Of(folder)?.Repository is not { } repository)
        {
            return new(name, folder, null, await CompareAsync(folder, new Dictionary<string, string>(), cancellation), IsPinned: false);
        }

        var cache = new RepositoryCache(Path.GetFullPath(Path.Combine(folder, "..", "..", "..")), repository);
        var commit = Path.GetFileName(folder);
        return ModelPins.Read(cache).Revisions.Values.Where(pin => pin.Commit == commit).MaxBy(pin => pin.Files.Count) is { } pin
            ? new(name, folder, commit, await RunAsync(cache, pin, cancellation))
            : new(
                name, folder, commit, await CompareAsync(folder, SnapshotContents.Of(cache, commit).Blobs, cancellation), IsPinned: false);
    }

    /// <summary>One finding a file, in the pin's order.</summary>
    public async Task<IReadOnlyList<FileVerification>> RunAsync(RepositoryCache cache, ModelPin pin, CancellationToken cancellation)
    {
        meter.Begin(PullPhase.Checking, pin.Files.Sum(file => file.Size), 0, pin.Files.Count, 0);
        var found = new List<FileVerification>();
        foreach (var file in pin.Files)
        {
            found.Add(await CheckAsync(cache.Pointer(pin.Commit, file.Path), file, cancellation));
            meter.FinishFile();
        }

        return found;
    }

    /// <summary>
    /// Files that nothing is pinned for: in the cache, their blobs are named by their content; of others only the hash can be told.
    /// </summary>
    private async Task<IReadOnlyList<FileVerification>> CompareAsync(
        string folder, IReadOnlyDictionary<string, string> blobs, CancellationToken cancellation)
    {
        PinnedFile[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace('\\', '/')))
                .Select(file => new PinnedFile(file.Name, FileSize.Of(file.Path) ?? 0, blobs.GetValueOrDefault(file.Name, ""))),
        ];
        meter.Begin(PullPhase.Checking, files.Sum(file => file.Size), 0, files.Length, 0);
        var found = new List<FileVerification>();
        foreach (var file in files)
        {
            found.Add(await CheckAsync(Path.Combine(folder, file.Path), file, cancellation));
            meter.FinishFile();
        }

        return found;
    }

    private async Task<FileVerification> CheckAsync(string path, PinnedFile file, CancellationToken cancellation)
    {
        if (FileSize.Of(path) is not { } size)
        {
            return new(file.Path, FileState.Missing, 0, null, "it is not there");
        }

        if (size != file.Size)
        {
            return new(file.Path, FileState.WrongSize, size, null, Invariant($"{size} bytes instead of {file.Size}"));
        }

        var (mismatch, sha256) = await ReadAsync(path, file, cancellation);
        var known = file.Sha256 is not null || ContentHash.IsSha256(file.ETag) || ContentHash.IsSha1(file.ETag);
        return new(
            file.Path, mismatch is not null ? FileState.WrongHash : known ? FileState.Intact : FileState.Unknown, size, sha256, mismatch);
    }

    private async Task<(string? Mismatch, string Sha256)> ReadAsync(string path, PinnedFile file, CancellationToken cancellation)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        using var hash = new ContentHash(file);
        try
        {
            await using var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            for (int read; (read = await stream.ReadAsync(chunk, cancellation)) > 0;)
            {
                hash.Append(chunk.AsSpan(0, read));
                meter.Work(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        var mismatch = hash.Mismatch(out var sha256);
        return (mismatch, sha256);
    }
}
