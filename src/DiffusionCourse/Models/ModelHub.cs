using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Models;

/// <summary>
/// Fetches models from the hub into the cache that Python's huggingface_hub uses, and looks after them there. A name is one of
/// the catalogue (see <see cref="ModelCatalogue"/>), or owner/name or owner/name@revision of any repository.
/// </summary>
/// <remarks>
/// Heeds HF_HUB_CACHE, HF_HOME, HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE, HF_HUB_DOWNLOAD_TIMEOUT, HF_HUB_ETAG_TIMEOUT
/// and the usual proxy variables, and the older names that Python still reads.
/// </remarks>
public static class ModelHub
{
    /// <summary>Pulls a model, or what is missing of it. Stopped at any byte, the next pull goes on from there.</summary>
    /// <param name="name">A catalogue name, owner/name, or owner/name@revision.</param>
    /// <param name="options">Licence, files, connections.</param>
    /// <param name="progress">Told about ten times a second. Default: a progress bar in a notebook.</param>
    /// <param name="cancellation">Stops; what was fetched is kept. A notebook's Stop button does the same.</param>
    /// <exception cref="ModelException">The name is unknown, or the licence was not accepted.</exception>
    /// <exception cref="HubException">The hub cannot be reached, refuses, or sends wrong bytes; or the disk is too full.</exception>
    /// <exception cref="ArgumentException">An option is out of its limits.</exception>
    public static async Task<PullResult> PullAsync(
        string name, PullOptions? options = null, IProgress<PullProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ModelCatalogue.Find(name) is null && ModelSource.TryParse(name) is not null && ModelFolders.FindModel(name) is { } folder)
        {
            throw new ModelException(
                $"'{name}' is here already: the folder '{folder}', which comes before a repository of that name. There is nothing to "
                    + "pull.");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Display.NotebookHost.CancellationToken);
        using var shown = progress is null ? new NotebookPull(name) : null;
        return await PullAsync(HubSettings.FromEnvironment(), name, options ?? new(), progress ?? shown, stop.Token);
    }

    /// <summary>
    /// Compares a pulled model with what was pinned when it was pulled, or with what the cache names its files by; works without the
    /// network.
    /// </summary>
    /// <param name="nameOrFolder">A model's name, or a folder. For a folder outside the cache, the files' hashes are told.</param>
    /// <param name="progress">Told about ten times a second.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ModelException">There is no such model.</exception>
    public static async Task<ModelVerification> VerifyAsync(
        string nameOrFolder, IProgress<PullProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(nameOrFolder);
        using var meter = new PullMeter(progress, TimeProvider.System);
        return await new ModelVerifier(meter).RunAsync(ModelLocator.Find(nameOrFolder), cancellation);
    }

    /// <summary>
    /// Models that the course has pulled, whole or in part, and those of other programs in the same cache that it can run.
    /// </summary>
    public static IReadOnlyList<PulledModel> Pulled() => new CachedModels(CacheFolder).All();

    /// <summary>What <see cref="Remove"/> would delete; deletes nothing.</summary>
    /// <param name="name">A catalogue name or owner/name for the whole repository, or one of them with @revision for that revision
    /// alone.</param>
    /// <param name="old">Only commits that no branch, tag or pull names any more, as updates leave them.</param>
    /// <exception cref="ModelException">The model or revision is not in the cache.</exception>
    public static ModelRemoval FindRemovable(string name, bool old = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ModelRemover(CacheFolder).Find(name, old);
    }

    /// <summary>Old commits of models that the course pulled: what <see cref="Remove"/> with old would delete of each.</summary>
    public static IReadOnlyList<ModelRemoval> FindOld() => [.. new ModelRemover(CacheFolder).Old()];

    /// <summary>
    /// Deletes from the cache, for Python's programs as well: a model's repository with all its revisions, or one revision with
    /// the files that no other shows. Nothing else is touched.
    /// </summary>
    /// <param name="name">A catalogue name or owner/name for the whole repository, or one of them with @revision for that revision
    /// alone.</param>
    /// <param name="old">Only commits that no branch, tag or pull names any more, as updates leave them.</param>
    /// <returns>What was deleted.</returns>
    /// <exception cref="ModelException">The model or revision is not in the cache.</exception>
    /// <exception cref="HubException">Another process is pulling it, or the cache cannot be written.</exception>
    public static ModelRemoval Remove(string name, bool old = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ModelRemover(CacheFolder).Remove(name, old);
    }

    /// <summary>The cache's folder.</summary>
    public static string CacheFolder => HubSettings.CurrentCacheFolder;

    internal static async Task<PullResult> PullAsync(
        HubSettings settings, string name, PullOptions options, IProgress<PullProgress>? progress, CancellationToken cancellation)
    {
        using var pull = new ModelPull(settings, ModelSource.Parse(name), options, progress);
        return await pull.RunAsync(cancellation);
    }
}
