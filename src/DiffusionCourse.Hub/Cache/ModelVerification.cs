namespace DiffusionCourse.Models;

/// <summary>A model's files compared with what they should be.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Commit">The commit that they are of; null for a folder outside the cache.</param>
/// <param name="Files">What was found of each.</param>
/// <param name="IsPinned">Whether the course pulled it, so that missing files are known of as well.</param>
public sealed record ModelVerification(
    string Name, string Folder, string? Commit, IReadOnlyList<FileVerification> Files, bool IsPinned = true)
{
    /// <summary>Files that are not as they should be.</summary>
    public IReadOnlyList<FileVerification> Damaged => [.. Files.Where(file => file.State is not (FileState.Intact or FileState.Unknown))];

    /// <summary>Whether every file is there, and none differs.</summary>
    public bool IsIntact => Damaged.Count == 0;
}
