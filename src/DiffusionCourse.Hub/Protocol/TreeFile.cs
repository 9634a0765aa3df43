namespace DiffusionCourse.Models.Hub;

/// <summary>A file as a listing of trees states it.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Size">Its length in bytes; null where it is not stated.</param>
/// <param name="ETag">sha256 of a large file, git's blob sha1 of a small one; null where neither is stated.</param>
internal sealed record TreeFile(string Path, long? Size, string? ETag);
