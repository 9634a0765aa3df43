using System.Buffers;

namespace DiffusionCourse.Models.Hub;

/// <summary>Compares a snapshot's files with what is pinned. Needs no network.</summary>
internal sealed class ModelVerifier(PullMeter meter)
{
    private const int ChunkSize = 1 << 20;

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

    /// <summary>A file that nothing is pinned for: only its hash can be told.</summary>
    public async Task<FileVerification> HashAsync(string path, string name, CancellationToken cancellation)
    {
        var file = new PinnedFile(name, FileSize.Of(path) ?? 0, "");
        var (_, sha256) = await ReadAsync(path, file, cancellation);
        return new(name, FileState.Unknown, file.Size, sha256);
    }

    private async Task<FileVerification> CheckAsync(string path, PinnedFile file, CancellationToken cancellation)
    {
        if (FileSize.Of(path) is not { } size)
        {
            return new(file.Path, FileState.Missing, 0, null, "it is not there");
        }

        if (size != file.Size)
        {
            return new(file.Path, FileState.WrongSize, size, null, FormattableString.Invariant($"{size} bytes instead of {file.Size}"));
        }

        var (mismatch, sha256) = await ReadAsync(path, file, cancellation);
        bool known = file.Sha256 is not null || ContentHash.IsSha256(file.ETag) || ContentHash.IsSha1(file.ETag);
        return new(file.Path, mismatch is not null ? FileState.WrongHash : known ? FileState.Intact : FileState.Unknown, size, sha256, mismatch);
    }

    private async Task<(string? Mismatch, string Sha256)> ReadAsync(string path, PinnedFile file, CancellationToken cancellation)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        using var hash = new ContentHash(file);
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
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

        string? mismatch = hash.Mismatch(out string sha256);
        return (mismatch, sha256);
    }
}
