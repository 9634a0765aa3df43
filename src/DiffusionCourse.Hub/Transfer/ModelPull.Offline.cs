using DiffusionCourse.Files;

namespace DiffusionCourse.Models.Hub;

/// <summary>Without the network: what is surely here is told, and anything else is refused.</summary>
internal sealed partial class ModelPull
{
    /// <summary>A snapshot that Python made, or that was pulled otherwise: without the hub no more can be said than what is here.</summary>
    private async Task<PullResult> AsItIsAsync(string folder, CancellationToken cancellation)
    {
        var commit = Path.GetFileName(folder);
        (string Path, long? Size)[] wanted = [.. Wanted(folder, commit).Select(path => (path, FileSize.Of(_cache.Pointer(commit, path))))];
        if (wanted.FirstOrDefault(file => file.Size is null).Path is { } lacking)
        {
            RefuseOffline($"'{lacking}' of {_source.Name} is missing");
        }

        if (_options.Check)
        {
            await RefuseDamagedAsync(folder, cancellation);
        }

        _meter.Enter(PullPhase.Done);
        return new(
            _source.Name, _source.Repository.ToString(), _source.Revision, commit, folder, wanted.Length,
            wanted.Sum(file => file.Size ?? 0), 0);
    }

    /// <summary>The files that the selection takes: as a pin of the commit lists them, else those in the folder.</summary>
    private IEnumerable<string> Wanted(string folder, string commit)
    {
        ModelPin[] pins = [.. ModelPins.Read(_cache).All.Select(entry => entry.Value).Where(pin => pin.Commit == commit)];
        if (pins.FirstOrDefault(pin => pin.Covers(_selection)) is { } known)
        {
            return known.Files.Select(file => file.Path).Where(_selection.Takes);
        }

        // Only the catalogue says which files of a part are enough.
        if (pins.Length > 0 && _selection.Required.Count == 0)
        {
            RefuseOffline($"Of {_source.Name} only a part was pulled, which need not be all that you ask for");
        }

        string[] here =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Where(_selection.Takes),
        ];
        var lacking = _options.Include.FirstOrDefault(pattern => !here.Any((_selection with { Include = [pattern] }).Takes));
        if (lacking is not null || (here.Length == 0 && _selection.Required.Count == 0))
        {
            RefuseOffline($"No file of {_source.Name} that {(lacking is null ? "you ask for" : $"'{lacking}' names")} is here");
        }

        return _selection.Required.Union(here, StringComparer.Ordinal);
    }

    /// <summary>Damaged files stay: there is nothing to put in their place.</summary>
    private async Task RefuseDamagedAsync(string folder, CancellationToken cancellation)
    {
        var found = await new ModelVerifier(_meter).RunAsync(folder, cancellation);
        FileVerification[] damaged = [.. found.Damaged.Where(file => _selection.Takes(file.Path))];
        if (damaged.Length > 0)
        {
            RefuseOffline(
                $"Files of {_source.Name} are damaged: {string.Join(", ", damaged.Select(file => $"'{file.Path}' ({file.Detail})"))}");
        }
    }

    private void RefuseOffline(string what)
    {
        if (_settings.Offline)
        {
            throw new HubException(
                $"{what}, and HF_HUB_OFFLINE forbids the network. Unset HF_HUB_OFFLINE to pull, or set HF_HUB_CACHE to a cache that "
                    + "holds the model.");
        }
    }
}
