using DiffusionCourse.Files;

namespace DiffusionCourse.Models.Hub;

/// <summary>Room on a disk, asked before a download rather than found out in the middle of it.</summary>
internal static class DiskSpace
{
    /// <summary>
    /// Bytes left for this user on the disk of a folder that exists; the most there can be where that cannot be asked, as of a
    /// network share on Windows: a disk that fills up is told of all the same.
    /// </summary>
    public static long Free(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return long.MaxValue;
        }
    }

    /// <exception cref="HubException">Less is left than is needed.</exception>
    public static void Require(long bytes, string folder, HubSettings settings)
    {
        var free = settings.FreeSpace(folder);
        if (free < bytes)
        {
            throw new HubException(
                $"The download takes {ByteSize.Text(bytes)}, and the disk of '{folder}' has {ByteSize.Text(free)} left. Free some space, "
                    + "or set HF_HUB_CACHE to a folder on another disk.");
        }
    }
}
