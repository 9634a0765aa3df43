using DiffusionCourse.Files;

namespace DiffusionCourse.Models;

/// <summary>A model in the cache.</summary>
/// <param name="Name">The catalogue's name, else owner/name; with @revision where that is not the usual one.</param>
/// <param name="Repository">owner/name on the hub.</param>
/// <param name="Revision">The revision that was pulled.</param>
/// <param name="Commit">The commit that it stands for.</param>
/// <param name="Folder">Where the files are.</param>
/// <param name="IsWhole">Whether all files are there that are known to be needed; false after a pull that was stopped.</param>
/// <param name="Bytes">The size of its files together.</param>
/// <param name="IsPinned">Whether the course pulled it; else another program fetched it into the cache.</param>
public sealed record PulledModel(
    string Name, string Repository, string Revision, string Commit, string Folder, bool IsWhole, long Bytes, bool IsPinned = true)
{
    /// <summary>Its size as people read it.</summary>
    public string SizeText => ByteSize.Text(Bytes);
}
