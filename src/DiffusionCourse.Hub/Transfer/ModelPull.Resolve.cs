namespace DiffusionCourse.Models.Hub;

/// <summary>Pins a revision: its licence is accepted, its files are listed, its commit is written down.</summary>
internal sealed partial class ModelPull
{
    private async Task<ModelPin> ResolveAsync(ModelPins pins, CancellationToken cancellation)
    {
        var known = _source.CatalogueModel?.Licence is { } stated ? Accept(stated, pins) : null;
        RefuseOffline($"{_source.Name} is not here");
        _meter.Enter(PullPhase.Listing);
        var resolver = new RevisionResolver(_client, _address, _retry, _errors, _source);
        // Other files of a model that is here are of the same commit, unless the user wants to move on.
        var revision = _options.Update ? _source.Revision : pins.Pulled(_source.Revision)?.Commit ?? _source.Revision;
        var listing = await resolver.ListAsync(revision, cancellation);
        var paths = Select(listing);
        var licence = known
            ?? (listing.Licence is { } name ? Accept(new(name, $"{_settings.ShownEndpoint}/{_source.Repository}"), pins) : null);
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
        var page = $"{_settings.ShownEndpoint}/{_source.Repository}";
        if (_selection.Required.FirstOrDefault(path => !listing.Files.Contains(path, StringComparer.Ordinal)) is { } lacking)
        {
            throw new HubException(
                $"{_source.Repository} at '{_source.Revision}' lists no '{lacking}', which {_source.Name} needs. Nothing was fetched. "
                    + $"Look at {page}: the repository may have been rearranged, or its listing cut.");
        }

        string[] paths = [.. listing.Files.Where(_selection.Takes).Select(path => SafeFileName.RequirePath(path, page))];
        return paths.Length > 0 ? paths
            : throw new HubException(
                $"{_source.Repository} at '{_source.Revision}' lists {listing.Files.Count} files, and none of them is wanted. Look at "
                    + $"{page}{(_options.Include.Count > 0 ? ", and correct --include and --exclude" : "")}.");
    }

    private string Accept(ModelLicence licence, ModelPins pins)
    {
        var accepted = _options.AcceptLicence
            || pins.Revisions.Concat(pins.Pending).Any(entry => entry.Value.Licence == licence.Name)
            || _options.ConfirmLicence?.Invoke(licence) == true;
        return accepted ? licence.Name
            : throw new ModelException(
                $"{_source.Name} comes under {licence}, which was not accepted, so nothing was fetched. Read it, then pull with "
                    + "--accept-license (AcceptLicence = true in C#).");
    }
}
