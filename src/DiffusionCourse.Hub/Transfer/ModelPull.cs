using Polly;

namespace DiffusionCourse.Models.Hub;

/// <summary>Pulls one model: pins the revision to a commit, fetches what is missing, shows it, and writes down what it is.</summary>
internal sealed partial class ModelPull : IDisposable
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
            throw new ArgumentException(
                $"There are {options.Connections} connections: it must be 1 to {PullOptions.MostConnections}. The default is 4.");
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

        if (
            _settings.Offline && Pinned(ModelPins.Read(_cache)) is null
                && new CachedModels(_settings.CacheFolder).Find(_source) is { } fetchedByOthers)
        {
            return await AsItIsAsync(fetchedByOthers, cancellation);
        }

        using var mine = await CacheLock.TakeAsync(_cache.RepositoryLock, () => _meter.Enter(PullPhase.Waiting), cancellation);
        _writer.RemoveLeftovers();
        var pins = ModelPins.Read(_cache);
        var pin = Pinned(pins) ?? await ResolveAsync(pins, cancellation);
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
        return new(
            _source.Name, _source.Repository.ToString(), _source.Revision, pin.Commit, _cache.Snapshot(pin.Commit), pin.Files.Count,
            pin.Files.Sum(file => file.Size), _meter.Fetched);
    }

    private ModelPin? WholeAlready()
    {
        var pins = ModelPins.Read(_cache);
        return Pinned(pins) is { } pin && pin == pins.Pulled(_source.Revision) && pin.Files.All(file => _cache.HasFile(pin.Commit, file))
            ? pin
            : null;
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
}
