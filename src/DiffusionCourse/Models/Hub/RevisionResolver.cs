using Polly;

namespace DiffusionCourse.Models.Hub;

/// <summary>Asks the hub what a revision stands for, once: everything after is asked for by that commit.</summary>
internal sealed class RevisionResolver(HubClient client, HubAddress address, ResiliencePipeline retry, HubErrors errors, ModelSource source)
{
    private const int MostPages = 1000;

    /// <summary>The commit behind a revision and its files.</summary>
    public async Task<RepositoryListing> ListAsync(string revision, CancellationToken cancellation)
    {
        var listing = await errors.ExplainAsync(async () =>
        {
            var (json, _) = await retry.ExecuteAsync(async token => await client.GetJsonAsync(address.Revision(revision), token), cancellation);
            using (json)
            {
                return RepositoryListing.Parse(json.RootElement, source.Repository.ToString());
            }
        });
        return listing.Files.Count > 0 ? listing : listing with { Files = await TreeAsync(listing.Commit, cancellation) };
    }

    /// <summary>Size and content name of every file.</summary>
    public async Task<IReadOnlyList<PinnedFile>> DescribeAsync(string commit, IReadOnlyList<string> paths, int connections, CancellationToken cancellation)
    {
        var files = new PinnedFile[paths.Count];
        await Parallel.ForAsync(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellation }, async (i, token) =>
        {
            var headers = await errors.ExplainAsync(() => retry.ExecuteAsync(async stop => await client.GetHeadersAsync(address.File(commit, paths[i]), stop), token).AsTask(), paths[i]);
            files[i] = Check(headers, commit, paths[i]);
        });
        return files;
    }

    private static PinnedFile Check(FileHeaders headers, string commit, string path)
    {
        if (headers.Commit is { } answered && answered != commit)
        {
            throw new HubException($"The hub answered with commit {answered} for '{path}', and {commit} was asked for. Pull with --update to ask anew.");
        }

        return headers.ETag is not { } etag || !SafeFileName.IsSegment(etag) ? throw new HubException($"The hub names no content (ETag) for '{path}', so what arrives could not be checked. Check HF_ENDPOINT.")
            : headers.Size is not { } size ? throw new HubException($"The hub does not say how long '{path}' is, so what arrives could not be checked. Check HF_ENDPOINT.")
            : new PinnedFile(path, size, etag);
    }

    private Task<IReadOnlyList<string>> TreeAsync(string commit, CancellationToken cancellation) => errors.ExplainAsync<IReadOnlyList<string>>(async () =>
    {
        var paths = new List<string>();
        Uri? page = address.Tree(commit);
        for (int count = 0; page is not null && count < MostPages; count++)
        {
            var asked = page;
            var (json, next) = await retry.ExecuteAsync(async token => await client.GetJsonAsync(asked, token), cancellation);
            using (json)
            {
                paths.AddRange(RepositoryListing.ParseTree(json.RootElement));
            }

            page = next;
        }

        return [.. paths.Distinct(StringComparer.Ordinal)];
    });
}
