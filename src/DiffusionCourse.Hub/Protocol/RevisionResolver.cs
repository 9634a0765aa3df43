using System.Net;
using System.Security.Cryptography;
using System.Text;
using Polly;

namespace DiffusionCourse.Models.Hub;

/// <summary>Asks the hub what a revision stands for, once: everything after is asked for by that commit.</summary>
internal sealed class RevisionResolver(HubClient client, HubAddress address, ResiliencePipeline retry, HubErrors errors, ModelSource source)
{
    private const int MostPages = 1000;

    /// <summary>The commit behind a revision and its files.</summary>
    public Task<RepositoryListing> ListAsync(string revision, CancellationToken cancellation) => errors.ExplainAsync(async () =>
    {
        try
        {
            var (json, _) = await retry.ExecuteAsync(
                async token => await client.GetJsonAsync(address.Revision(revision), token), cancellation);
            using (json)
            {
                var listing = RepositoryListing.Parse(json.RootElement, source.Repository.ToString());
                return listing.Files.Count > 0
                    ? listing
                    : listing with { Files = [.. (await TreeAsync(listing.Commit, cancellation)).Select(file => file.Path)] };
            }
        }
        catch (HubRefusalException refusal) when (refusal is { Status: HttpStatusCode.NotFound, Code: null })
        {
            if (await FromTreeAsync(revision, cancellation) is { } listing)
            {
                return listing;
            }

            throw;
        }
    });

    /// <summary>Size and content name of every file.</summary>
    public async Task<IReadOnlyList<PinnedFile>> DescribeAsync(
        string commit, IReadOnlyList<string> paths, int connections, CancellationToken cancellation)
    {
        var files = new PinnedFile[paths.Count];
        var tree = new Lazy<Task<IReadOnlyList<TreeFile>>>(() => TreeAsync(commit, cancellation));
        var options = new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellation };
        await Parallel.ForAsync(0, paths.Count, options, async (i, token) =>
        {
            var headers = await errors.ExplainAsync(
                () => retry.ExecuteAsync(async stop => await client.GetHeadersAsync(address.File(commit, paths[i]), stop), token).AsTask(),
                paths[i]);
            files[i] = Check(headers, headers.AreComplete ? null : await FindAsync(tree, paths[i]), commit, paths[i]);
        });
        return Distinguished(files);
    }

    /// <summary>
    /// Only hashes are surely of one content: where a mirror gives several files one name of another kind, each gets its own.
    /// </summary>
    private static PinnedFile[] Distinguished(IReadOnlyList<PinnedFile> files)
    {
        var shared = files.Where(file =>
            !ContentHash.IsSha256(file.ETag) && !ContentHash.IsSha1(file.ETag)).GroupBy(file => file.ETag,
            StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return [
            .. files.Select(file =>
                shared.Contains(file.ETag) ? file with
                {
                    ETag = $"{file.ETag}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Path)))[..16]}",
                } : file)
        ];
    }

    /// <summary>What the tree says of a file whose headers say too little; null where there is no tree.</summary>
    private static async Task<TreeFile?> FindAsync(Lazy<Task<IReadOnlyList<TreeFile>>> tree, string path)
    {
        try
        {
            return (await tree.Value).FirstOrDefault(file => file.Path == path);
        }
        catch (Exception error) when (
            error is HubRefusalException or HttpRequestException or TimeoutException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static PinnedFile Check(FileHeaders headers, TreeFile? listed, string commit, string path)
    {
        if (headers.Commit is { } answered && answered != commit)
        {
            throw new HubException(
                $"The hub answered with commit {answered} for '{path}', and {commit} was asked for. Pull with --update to ask anew.");
        }

        return (headers.ETag ?? listed?.ETag) is not { } etag || !SafeFileName.IsSegment(etag) ? throw new HubException(
            $"The hub names no content (ETag) for '{path}', so what arrives could not be checked. Check HF_ENDPOINT.")
            : (headers.Size ?? listed?.Size) is not { } size ? throw new HubException(
                $"The hub does not say how long '{path}' is, so what arrives could not be checked. Check HF_ENDPOINT.")
            : new PinnedFile(path, size, etag);
    }

    /// <summary>From mirrors that list trees alone: the commit is what they say of the first file.</summary>
    private async Task<RepositoryListing?> FromTreeAsync(string revision, CancellationToken cancellation)
    {
        try
        {
            var files = await TreeAsync(revision, cancellation);
            return files.Count > 0
                && (await client.GetHeadersAsync(address.File(revision, files[0].Path), cancellation)).Commit is { } commit
                && SafeFileName.IsSegment(commit)
                ? new(commit, [.. files.Select(file => file.Path)], null) : null;
        }
        catch (HubRefusalException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<TreeFile>> TreeAsync(string revision, CancellationToken cancellation)
    {
        var files = new List<TreeFile>();
        var page = address.Tree(revision);
        for (var count = 0; page is not null && count < MostPages; count++)
        {
            var asked = page;
            var (json, next) = await retry.ExecuteAsync(async token => await client.GetJsonAsync(asked, token), cancellation);
            using (json)
            {
                files.AddRange(RepositoryListing.ParseTree(json.RootElement));
            }

            page = next;
        }

        return [.. files.DistinctBy(file => file.Path, StringComparer.Ordinal)];
    }
}
