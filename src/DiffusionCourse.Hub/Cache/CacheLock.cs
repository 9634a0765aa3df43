namespace DiffusionCourse.Models.Hub;

/// <summary>
/// A lock between processes: a file opened for one alone. On Unix that is flock, which Python's filelock uses on the same
/// files; it ends with the process, however that ends. The file itself stays, as Python leaves it.
/// </summary>
internal sealed class CacheLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _file;

    private CacheLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The lock's file; made where it is missing.</param>
    /// <param name="waiting">Told once if another process holds it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<CacheLock> TakeAsync(string path, Action waiting, CancellationToken cancellation)
    {
        var told = false;
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (!told)
            {
                told = true;
                waiting();
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>The lock, or null while another process holds it.</summary>
    public static CacheLock? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            if (File.Exists(path))
            {
                return new CacheLock(file);
            }

            // Removed between opening and locking: a lock on a file without a name locks nobody out.
            file.Dispose();
            return null;
        }
        catch (IOException error) when (IsHeld(error))
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of Linux and of macOS; sharing and lock violation of Windows.
    private static bool IsHeld(IOException error)
        => OperatingSystem.IsWindows() ? (error.HResult & 0xffff) is 32 or 33 : error.HResult is 11 or 35;
}
