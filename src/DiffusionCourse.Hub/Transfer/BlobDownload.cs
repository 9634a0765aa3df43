using System.Buffers;
using Polly;

namespace DiffusionCourse.Models.Hub;

/// <summary>Fetches one blob: continues what is there, survives cuts, and gives it its name only when its hash is right.</summary>
internal sealed partial class BlobDownload(
    HubClient client, HubSettings settings, RepositoryCache cache, ResiliencePipeline retry, HubErrors errors, PullMeter meter)
{
    private const int ChunkSize = 1 << 20;
    private const int MostRestarts = 2;

    /// <summary>Puts the blob into the cache, unless another process did meanwhile.</summary>
    /// <param name="file">The file whose content it is.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="twin">A file of another commit that has the same content, where one is here; null for none.</param>
    /// <param name="cancellation">Stops; what came is kept.</param>
    /// <returns>Its sha256, or null where it was there.</returns>
    /// <exception cref="HubException">It cannot be fetched, or what arrives is not what was asked for.</exception>
    public async Task<string?> RunAsync(PinnedFile file, Uri address, string? twin, CancellationToken cancellation)
    {
        using var mine = await CacheLock.TakeAsync(
            cache.BlobLock(file.ETag), () => meter.Notice($"another process fetches '{file.Path}': waiting for it"), cancellation);
        if (cache.HasBlob(file))
        {
            meter.Advance(file.Size - cache.PartialSize(file));
            return null;
        }

        var incomplete = cache.Incomplete(file.ETag);
        var counted = cache.PartialSize(file);
        if (twin is not null && counted < file.Size)
        {
            // Checked like what comes over the network, and fetched should it be damaged.
            File.Copy(twin, incomplete, overwrite: true);
        }

        using (var partial = await PartialBlob.OpenAsync(incomplete, file, cancellation))
        {
            meter.Advance(partial.Length - counted);
            var sha256 = await FillAndCheckAsync(partial, file, address, cancellation);
            partial.Flush();
            partial.Dispose();
            File.Move(incomplete, cache.Blob(file.ETag), overwrite: true);
            return sha256;
        }
    }

    private async Task<string> FillAndCheckAsync(PartialBlob partial, PinnedFile file, Uri address, CancellationToken cancellation)
    {
        for (var restarts = 0; ; restarts++)
        {
            string problem;
            try
            {
                await FillAsync(partial, file, address, cancellation);
                if (partial.Mismatch(out var sha256) is not { } mismatch)
                {
                    return sha256;
                }

                problem = mismatch;
            }
            catch (UnusableContentException error)
            {
                problem = error.Message;
            }

            Drop(partial);
            partial.ForgetFurthest();
            if (restarts == MostRestarts)
            {
                throw new HubException(
                    $"The hub sends wrong bytes for '{file.Path}' ({problem}), {MostRestarts + 1} times in a row. They were thrown away. "
                        + "Try later, or ask the hub anew with --update.");
            }

            meter.Notice($"'{file.Path}' has arrived wrong ({problem}): fetching it from its start");
            await PauseAsync(cancellation);
        }
    }

    private async Task FillAsync(PartialBlob partial, PinnedFile file, Uri address, CancellationToken cancellation)
    {
        while (partial.Length < file.Size)
        {
            var before = partial.Length;
            await errors.ExplainAsync(
                () => retry.ExecuteAsync(async token => await FetchAsync(partial, file, address, token), cancellation).AsTask(), file.Path);
            if (partial.Length < file.Size)
            {
                // A cut after some bytes is no failure: what came counts, and the tries start anew.
                await PauseAsync(cancellation);
            }
        }
    }

    /// <summary>One connection. Returns normally when it brought the file further than it ever was.</summary>
    private async Task<bool> FetchAsync(PartialBlob partial, PinnedFile file, Uri address, CancellationToken cancellation)
    {
        var best = partial.Furthest;
        using var response = await client.OpenAsync(address, partial.Length, cancellation);
        Accept(response, partial, file);
        try
        {
            await CopyAsync(response, partial, file, cancellation);
        }
        catch (Exception error) when (IsCut(error, cancellation))
        {
            return partial.Length > best ? true : throw Cut(partial, file, error);
        }

        return partial.Length > best ? true : throw Cut(partial, file, null);
    }

    private async Task CopyAsync(HttpResponseMessage response, PartialBlob partial, PinnedFile file, CancellationToken cancellation)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await using var stream = await PackedBody.OpenAsync(response.Content, cancellation);
            while (await ReadAsync(stream, chunk, silence) is > 0 and var read)
            {
                if (partial.Length + read > file.Size)
                {
                    throw new UnusableContentException(Invariant($"more than its {file.Size} bytes"));
                }

                await partial.AppendAsync(chunk.AsMemory(0, read), cancellation);
                meter.Receive(read);
            }
        }
        catch (InvalidDataException error)
        {
            throw new UnusableContentException(error.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    // Only what the network does counts as a cut: a full disk is not tried again.
    private async Task<int> ReadAsync(Stream stream, byte[] chunk, CancellationTokenSource silence)
    {
        silence.CancelAfter(settings.SilenceTimeout);
        try
        {
            return await stream.ReadAsync(chunk.AsMemory(0, ChunkSize), silence.Token);
        }
        catch (IOException error)
        {
            throw new TransferCutException("the connection was lost", error);
        }
        finally
        {
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static bool IsCut(Exception error, CancellationToken cancellation)
        => error is TransferCutException or HttpRequestException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private TransferCutException Cut(PartialBlob partial, PinnedFile file, Exception? cause) => new(
        cause is OperationCanceledException
            ? Invariant($"no byte for {settings.SilenceTimeout.TotalSeconds:0.#} s after {partial.Length} of {file.Size}")
            : Invariant($"the connection ended after {partial.Length} of {file.Size} bytes"),
        cause);

    private void Drop(PartialBlob partial)
    {
        meter.Advance(-partial.Length);
        partial.Restart();
    }

    private Task PauseAsync(CancellationToken cancellation)
        => Task.Delay(settings.RetryDelay * (0.2 + 0.3 * Random.Shared.NextDouble()), cancellation);
}
