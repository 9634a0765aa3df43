namespace DiffusionCourse.Models;

/// <summary>One file of a verification.</summary>
/// <param name="Path">Its path below the model's folder.</param>
/// <param name="State">What was found.</param>
/// <param name="Size">Its size in bytes; 0 where it is missing.</param>
/// <param name="Sha256">Its hash; null where it was not worked out.</param>
/// <param name="Detail">What was found in place of what; null where all is well.</param>
public sealed record FileVerification(string Path, FileState State, long Size, string? Sha256, string? Detail = null);
