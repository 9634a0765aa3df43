using System.Buffers;

namespace DiffusionCourse.Models.Hub;

/// <summary>
/// A blob on its way, in blobs/ETAG.incomplete: bytes are written in order and unbuffered, so whatever ends the process leaves
/// a beginning that the next pull continues. Its hash goes along.
/// </summary>
internal sealed class PartialBlob : IDisposable
{
    private const int ChunkSize = 1 << 20;
    private readonly FileStream _stream;
    private readonly ContentHash _hash;

    private PartialBlob(string path, PinnedFile file)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        _hash = new ContentHash(file);
    }

    public long Length { get; private set; }

    /// <summary>The most that was ever here, also where it had to be dropped since; less than that again is no progress.</summary>
    public long Furthest { get; private set; }

    /// <summary>Opens what an earlier pull left, hashed; empty where there is nothing or too much.</summary>
    public static async Task<PartialBlob> OpenAsync(string path, PinnedFile file, CancellationToken cancellation)
    {
        var partial = new PartialBlob(path, file);
        try
        {
            if (partial._stream.Length > file.Size)
            {
                partial._stream.SetLength(0);
            }

            await partial.HashExistingAsync(cancellation);
            return partial;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _stream.WriteAsync(bytes, cancellation);
        _hash.Append(bytes.Span);
        Grow(bytes.Length);
    }

    /// <summary>Drops everything, and keeps how far it was.</summary>
    public void Restart()
    {
        _stream.SetLength(0);
        _hash.Restart();
        Length = 0;
    }

    /// <summary>Forgets how far it was: those bytes were wrong.</summary>
    public void ForgetFurthest() => Furthest = Length;

    /// <summary>Null where the whole content is what it should be, else what was found in place of what.</summary>
    public string? Mismatch(out string sha256) => _hash.Mismatch(out sha256);

    /// <summary>Hands the bytes to the disk, so that the finished name never stands for less.</summary>
    public void Flush() => _stream.Flush(flushToDisk: true);

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private void Grow(int bytes)
    {
        Length += bytes;
        Furthest = Math.Max(Furthest, Length);
    }

    private async Task HashExistingAsync(CancellationToken cancellation)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (int read; (read = await _stream.ReadAsync(chunk, cancellation)) > 0;)
            {
                _hash.Append(chunk.AsSpan(0, read));
                Grow(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
