using DiffusionCourse.Files;

namespace DiffusionCourse.Models;

/// <summary>What a removal takes from the cache.</summary>
/// <param name="Name">The model's name, with the revision if one was named.</param>
/// <param name="Folder">The repository's folder in the cache.</param>
/// <param name="Commits">The commits whose files go; none where other revisions show the same files.</param>
/// <param name="IsWhole">Whether nothing of the repository stays.</param>
/// <param name="Bytes">The room that it frees.</param>
public sealed record ModelRemoval(string Name, string Folder, IReadOnlyList<string> Commits, bool IsWhole, long Bytes)
{
    /// <summary>The room as people read it.</summary>
    public string SizeText => ByteSize.Text(Bytes);

    /// <inheritdoc/>
    public override string ToString()
        => $"{Name}: {Extent}, {SizeText}";

    private string Extent => IsWhole ? "all of it" : Commits.Count switch
    {
        0 => "its name alone",
        1 => $"commit {Commits[0]}",
        _ => $"{Commits.Count} commits",
    };
}
