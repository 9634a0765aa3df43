namespace DiffusionCourse.Models.Hub;

/// <summary>Says what a cache that cannot be written means, and what to do about it.</summary>
internal static class CacheErrors
{
    /// <summary>Runs work that writes to the cache, with the disk's errors turned into <see cref="HubException"/>.</summary>
    public static async Task<T> ExplainAsync<T>(string cacheFolder, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not HubException))
        {
            throw new HubException(Explain(cacheFolder, error), error);
        }
    }

    /// <summary>The same, for work that is done at once.</summary>
    public static T Explain<T>(string cacheFolder, Func<T> work)
        => ExplainAsync(cacheFolder, () => Task.FromResult(work())).GetAwaiter().GetResult();

    private static string Explain(string cacheFolder, Exception error) => IsDiskFull(error.GetBaseException())
        ? $"The disk of '{cacheFolder}' is full. What was fetched is kept: free some space and pull again to go on, or set HF_HUB_CACHE "
            + "to a folder on another disk."
        : $"The cache '{cacheFolder}' cannot be written ({error.GetBaseException().Message.TrimEnd('.')}). Correct its permissions, or "
            + "set HF_HUB_CACHE to a folder of your own.";

    // ENOSPC and EDQUOT of Linux and macOS; disk full and handle disk full of Windows.
    private static bool IsDiskFull(Exception error)
        => OperatingSystem.IsWindows() ? (error.HResult & 0xffff) is 112 or 39 : error.HResult is 28 or 122 or 69;
}
