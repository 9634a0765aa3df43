namespace DiffusionCourse.Models.Hub;

/// <summary>Shows a commit's files under their names: relative links to blobs, or the files themselves where links cannot be had.</summary>
internal sealed class SnapshotWriter(HubSettings settings, RepositoryCache cache)
{
    /// <summary>Makes the file visible in the snapshot; its blob is there.</summary>
    /// <param name="commit">The snapshot's commit.</param>
    /// <param name="file">The file.</param>
    /// <param name="mayMove">Whether the blob may become the file where links cannot be had: nothing else needs it.</param>
    public void Show(string commit, PinnedFile file, bool mayMove)
    {
        var blob = cache.Blob(file.ETag);
        var pointer = cache.Pointer(commit, file.Path);
        var folder = Path.GetDirectoryName(pointer)!;
        Directory.CreateDirectory(folder);
        if (settings.UseLinks && TryLink(pointer, Path.GetRelativePath(folder, blob)))
        {
            return;
        }

        if (mayMove)
        {
            File.Move(blob, pointer, overwrite: true);
            return;
        }

        var temporary = Path.Combine(cache.Folder, $".{Guid.NewGuid():N}.tmp");
        File.Copy(blob, temporary);
        File.Move(temporary, pointer, overwrite: true);
    }

    /// <summary>Says which commit a branch or tag stands for.</summary>
    public void Refer(string revision, string commit)
    {
        if (revision != commit)
        {
            var path = cache.Ref(revision);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);

            // Not written beside: Python takes every file below refs/ for a branch.
            var temporary = Path.Combine(cache.Folder, $".{Guid.NewGuid():N}.tmp");
            File.WriteAllText(temporary, commit);
            File.Move(temporary, path, overwrite: true);
        }
    }

    /// <summary>Deletes what a process that was killed may have left half-written. Call it under the repository's lock.</summary>
    public void RemoveLeftovers()
    {
        foreach (var leftover in Directory.Exists(cache.Folder) ? Directory.EnumerateFiles(cache.Folder, ".*.tmp") : [])
        {
            File.Delete(leftover);
        }
    }

    private static bool TryLink(string pointer, string target)
    {
        try
        {
            if (new FileInfo(pointer) is { LinkTarget: { } present } && present == target)
            {
                return true;
            }

            File.Delete(pointer);
            File.CreateSymbolicLink(pointer, target);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return new FileInfo(pointer).LinkTarget == target;
        }
    }
}
