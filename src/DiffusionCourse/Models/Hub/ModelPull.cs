using Polly;

namespace DiffusionCourse.Models.Hub;

/// <summary>Pulls one model: pins the revision to a commit, fetches what is missing, shows it, and writes down what it is.</summary>
internal sealed class ModelPull : IDisposable
{
    private readonly HubSettings _settings;
    private readonly ModelSource _source;
    private readonly PullOptions _options;
    private readonly FileSelection _selection;
    private readonly PullMeter _meter;
    private readonly RepositoryCache _cache;
    private readonly SnapshotWriter _writer;
    private readonly HubClient _client;
    private readonly HubErrors _errors;
    private readonly HubAddress _address;
    private readonly ResiliencePipeline _retry;

    public ModelPull(HubSettings settings, ModelSource source, PullOptions options, IProgress<PullProgress>? progress)
    {
        if (options.Connections is < 1 or > PullOptions.MostConnections)
        {
            throw new ArgumentException($"There are {options.Connections} connections: it must be 1 to {PullOptions.MostConnections}. The default is 4.");
        }

        _settings = settings;
        _source = source;
        _options = options;
        _selection = source.Selection.Narrowed(options.Include, options.Exclude);
        _meter = new(progress, TimeProvider.System);
        _cache = new(settings.CacheFolder, source.Repository);
        _writer = new(settings, _cache);
        _client = new(settings);
        _errors = new(settings, source);
        _address = new(settings.Endpoint, source.Repository);
        _retry = HubRetry.Create(settings, _meter.Notice);
    }

    public Task<PullResult> RunAsync(CancellationToken cancellation) => CacheErrors.ExplainAsync(_settings.CacheFolder, async () =>
    {
        // Nothing to do needs no lock and writes nothing: a cache that many read need not be writable.
        if (!_options.Check && WholeAlready() is { } whole)
        {
            return Result(whole);
        }

        using var mine = await CacheLock.TakeAsync(_cache.RepositoryLock, () => _meter.Enter(PullPhase.Waiting), cancellation);
        _meter.Enter(PullPhase.Listing);
        _writer.RemoveLeftovers();
        var pins = ModelPins.Read(_cache);
        if (Pinned(pins) is not { } pin)
        {
            if (_settings.Offline && new CachedModels(_settings.CacheFolder).Find(_source) is { } fetchedByOthers)
            {
                return AsItIs(fetchedByOthers);
            }

            pin = await ResolveAsync(pins, cancellation);
        }

        if (_options.Check)
        {
            await DropDamagedAsync(pin, cancellation);
        }

        var missing = pin.Files.Where(file => !_cache.HasFile(pin.Commit, file)).ToArray();
        if (missing.Length > 0)
        {
            RefuseOffline($"{missing.Length} of {pin.Files.Count} files of {_source.Name} are missing");
            pin = await FetchAsync(pin, missing, cancellation);
        }

        // Python may have moved the branch on since: what the hub says now is known only to who asked.
        if (_options.Update || pins.Pulled(_source.Revision)?.Commit != pin.Commit || !File.Exists(_cache.Ref(_source.Revision)))
        {
            _writer.Refer(_source.Revision, pin.Commit);
        }

        if (pins.Pulled(_source.Revision) != pin || pins.Begun(_source.Revision) is not null)
        {
            ModelPins.Read(_cache).Finish(_source.Revision, pin).Write(_cache);
        }

        return Result(pin);
    });

    public void Dispose()
    {
        _meter.Dispose();
        _client.Dispose();
    }

    private PullResult Result(ModelPin pin)
    {
        _meter.Enter(PullPhase.Done);
        return new(_source.Name, _source.Repository.ToString(), _source.Revision, pin.Commit, _cache.Snapshot(pin.Commit), pin.Files.Count, pin.Files.Sum(file => file.Size), _meter.Fetched);
    }

    private ModelPin? WholeAlready()
    {
        var pins = ModelPins.Read(_cache);
        return Pinned(pins) is { } pin && pin == pins.Pulled(_source.Revision) && pin.Files.All(file => _cache.HasFile(pin.Commit, file)) ? pin : null;
    }

    /// <summary>A snapshot that Python made: it is here, and without the hub no more can be said of it.</summary>
    private PullResult AsItIs(string folder)
    {
        if (_selection.Required.FirstOrDefault(path => FileSize.Of(Path.Combine(folder, path)) is null) is { } lacking)
        {
            RefuseOffline($"'{lacking}' of {_source.Name} is missing");
        }

        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        return new(_source.Name, _source.Repository.ToString(), _source.Revision, Path.GetFileName(folder), folder, files.Length, files.Sum(file => FileSize.Of(file) ?? 0), 0);
    }

    /// <summary>What an earlier pull pinned: the hub need not be asked again.</summary>
    private ModelPin? Pinned(ModelPins pins)
    {
        if (_options.Update)
        {
            return null;
        }

        return pins.Begun(_source.Revision) is { } begun && begun.IsOf(_selection) ? begun
            : pins.Pulled(_source.Revision) is { } pulled && pulled.Covers(_selection) ? pulled : null;
    }

    private async Task<ModelPin> ResolveAsync(ModelPins pins, CancellationToken cancellation)
    {
        string? known = _source.CatalogueModel?.Licence is { } stated ? Accept(stated, pins) : null;
        RefuseOffline($"{_source.Name} is not here");
        var resolver = new RevisionResolver(_client, _address, _retry, _errors, _source);
        // Other files of a model that is here are of the same commit, unless the user wants to move on.
        string revision = _options.Update ? _source.Revision : pins.Pulled(_source.Revision)?.Commit ?? _source.Revision;
        var listing = await resolver.ListAsync(revision, cancellation);
        var paths = Select(listing);
        string? licence = known ?? (listing.Licence is { } name ? Accept(new(name, $"{_settings.ShownEndpoint}/{_source.Repository}"), pins) : null);
        var pin = new ModelPin
        {
            Commit = listing.Commit,
            Include = _selection.Include,
            Exclude = _selection.Exclude,
            Licence = licence,
            Files = await resolver.DescribeAsync(listing.Commit, paths, _options.Connections, cancellation),
        };
        pins.Begin(_source.Revision, pin).Write(_cache);
        return pin;
    }

    private string[] Select(RepositoryListing listing)
    {
        string page = $"{_settings.ShownEndpoint}/{_source.Repository}";
        if (_selection.Required.FirstOrDefault(path => !listing.Files.Contains(path, StringComparer.Ordinal)) is { } lacking)
        {
            throw new HubException($"{_source.Repository} at '{_source.Revision}' lists no '{lacking}', which {_source.Name} needs. Nothing was fetched. Look at {page}: the repository may have been rearranged, or its listing cut.");
        }

        string[] paths = [.. listing.Files.Where(_selection.Takes).Select(path => SafeFileName.RequirePath(path, page))];
        return paths.Length > 0 ? paths
            : throw new HubException($"{_source.Repository} at '{_source.Revision}' lists {listing.Files.Count} files, and none of them is wanted. Look at {page}{(_options.Include.Count > 0 ? ", and correct --include and --exclude" : "")}.");
    }

    private string Accept(ModelLicence licence, ModelPins pins)
    {
        bool accepted = _options.AcceptLicence
            || pins.Revisions.Concat(pins.Pending).Any(entry => entry.Value.Licence == licence.Name)
            || _options.ConfirmLicence?.Invoke(licence) == true;
        return accepted ? licence.Name
            : throw new ModelException($"{_source.Name} comes under {licence}, which was not accepted, so nothing was fetched. Read it, then pull with --accept-license (AcceptLicence = true in C#).");
    }

    private void RefuseOffline(string what)
    {
        if (_settings.Offline)
        {
            throw new HubException($"{what}, and HF_HUB_OFFLINE forbids the network. Unset HF_HUB_OFFLINE to pull, or set HF_HUB_CACHE to a cache that holds the model.");
        }
    }

    private async Task DropDamagedAsync(ModelPin pin, CancellationToken cancellation)
    {
        var found = await new ModelVerifier(_meter).RunAsync(_cache, pin, cancellation);
        foreach (var (file, verification) in pin.Files.Zip(found))
        {
            if (verification.State is FileState.WrongHash or FileState.WrongSize)
            {
                File.Delete(_cache.Blob(file.ETag));
                File.Delete(_cache.Pointer(pin.Commit, file.Path));
            }
        }
    }

    /// <summary>Where links cannot be had, blobs have become the files of a commit: what did not change since is there.</summary>
    private string? Twin(PinnedFile file, IEnumerable<ModelPin> pulled)
        => pulled.SelectMany(pin => pin.Files.Where(other => other.ETag == file.ETag && other.Size == file.Size).Select(other => _cache.Pointer(pin.Commit, other.Path)))
            .FirstOrDefault(path => new FileInfo(path) is { Exists: true, LinkTarget: null } found && found.Length == file.Size);

    private async Task<ModelPin> FetchAsync(ModelPin pin, PinnedFile[] missing, CancellationToken cancellation)
    {
        // Made at once: other programs take a repository without them for broken.
        Array.ForEach([_cache.Blobs, _cache.RefsFolder, _cache.Snapshot(pin.Commit)], folder => Directory.CreateDirectory(folder));
        // Two names of the same content are one blob.
        var blobs = missing.GroupBy(file => file.ETag, StringComparer.Ordinal).Select(group => group.ToArray()).ToArray();
        long left = blobs.Sum(group => _cache.HasBlob(group[0]) ? 0 : group[0].Size - _cache.PartialSize(group[0]));
        DiskSpace.Require(left, _cache.Blobs, _settings);
        long total = pin.Files.DistinctBy(file => file.ETag).Sum(file => file.Size);
        _meter.Begin(PullPhase.Downloading, total, total - left, pin.Files.Count, pin.Files.Count - missing.Length);
        var download = new BlobDownload(_client, _settings, _cache, _retry, _errors, _meter);
        var hashes = new System.Collections.Concurrent.ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var pulled = ModelPins.Read(_cache).Revisions.Values.ToArray();
        var largestFirst = blobs.OrderByDescending(group => group[0].Size);
        await Parallel.ForEachAsync(largestFirst, new ParallelOptions { MaxDegreeOfParallelism = _options.Connections, CancellationToken = cancellation }, async (group, token) =>
        {
            if (!_cache.HasBlob(group[0]) && await download.RunAsync(group[0], _address.File(pin.Commit, group[0].Path), Twin(group[0], pulled), token) is { } sha256)
            {
                hashes[group[0].ETag] = sha256;
            }

            foreach (var file in group)
            {
                _writer.Show(pin.Commit, file, mayMove: file == group[^1]);
                _meter.FinishFile();
            }
        });
        return pin with { Files = [.. pin.Files.Select(file => hashes.TryGetValue(file.ETag, out string? sha256) ? file with { Sha256 = sha256 } : file)] };
    }
}
