using DiffusionCourse.Files;

namespace DiffusionCourse.Models;

/// <summary>What a pull came to.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Repository">owner/name on the hub.</param>
/// <param name="Revision">The revision that was asked for.</param>
/// <param name="Commit">The commit that it stands for.</param>
/// <param name="Folder">Where the files are.</param>
/// <param name="FileCount">How many files.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="BytesFetched">How much of it this pull downloaded; 0 where all was here.</param>
public sealed record PullResult(
    string Name, string Repository, string Revision, string Commit, string Folder, int FileCount, long Bytes, long BytesFetched)
{
    /// <inheritdoc/>
    public override string ToString()
        => $"{Name}: {FileCount} {(FileCount == 1 ? "file" : "files")}, {ByteSize.Text(Bytes)}, "
            + $"{(BytesFetched == 0 ? "all here already" : $"{ByteSize.Text(BytesFetched)} fetched")}; {Repository} at {Commit}";
}
