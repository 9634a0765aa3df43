namespace DiffusionCourse.Models.Hub;

/// <summary>Fetches what is missing of a pinned commit.</summary>
internal sealed partial class ModelPull
{
    private async Task<ModelPin> FetchAsync(ModelPin pin, PinnedFile[] missing, CancellationToken cancellation)
    {
        // Made at once: other programs take a repository without them for broken.
        Array.ForEach([_cache.Blobs, _cache.RefsFolder, _cache.Snapshot(pin.Commit)], folder => Directory.CreateDirectory(folder));
        // Two names of the same content are one blob.
        var blobs = missing.GroupBy(file => file.ETag, StringComparer.Ordinal).Select(group => group.ToArray()).ToArray();
        var left = blobs.Sum(group => _cache.HasBlob(group[0]) ? 0 : group[0].Size - _cache.PartialSize(group[0]));
        DiskSpace.Require(left, _cache.Blobs, _settings);
        var total = pin.Files.DistinctBy(file => file.ETag).Sum(file => file.Size);
        _meter.Begin(PullPhase.Downloading, total, total - left, pin.Files.Count, pin.Files.Count - missing.Length);
        var download = new BlobDownload(_client, _settings, _cache, _retry, _errors, _meter);
        var hashes = new System.Collections.Concurrent.ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var pulled = ModelPins.Read(_cache).Revisions.Values.ToArray();
        var largestFirst = blobs.OrderByDescending(group => group[0].Size);
        var together = new ParallelOptions { MaxDegreeOfParallelism = _options.Connections, CancellationToken = cancellation };
        await Parallel.ForEachAsync(largestFirst, together, async (group, token) =>
        {
            if (
                !_cache.HasBlob(group[0]) && await download
                    .RunAsync(group[0], _address.File(pin.Commit, group[0].Path), Twin(group[0], pulled), token) is { } sha256)
            {
                hashes[group[0].ETag] = sha256;
            }

            foreach (var file in group)
            {
                _writer.Show(pin.Commit, file, mayMove: file == group[^1]);
                _meter.FinishFile();
            }
        });
        return pin with
        {
            Files = [.. pin.Files.Select(file => hashes.TryGetValue(file.ETag, out var sha256) ? file with { Sha256 = sha256 } : file)],
        };
    }

    /// <summary>Where links cannot be had, blobs have become the files of a commit: what did not change since is there.</summary>
    private string? Twin(PinnedFile file, IEnumerable<ModelPin> pulled)
        => pulled.SelectMany(pin =>
            pin.Files.Where(other =>
                other.ETag == file.ETag && other.Size == file.Size).Select(other => _cache.Pointer(pin.Commit, other.Path)))
            .FirstOrDefault(path => new FileInfo(path) is { Exists: true, LinkTarget: null } found && found.Length == file.Size);
}
