using System.Text.Json.Serialization;

namespace DiffusionCourse.Models.Hub;

/// <summary>A file of a pinned commit.</summary>
/// <param name="Path">Its path in the repository, with / between the parts.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ETag">How the hub names its content: sha256 for large files, git's blob sha1 for small ones, else opaque.</param>
/// <param name="Sha256">Of what was fetched, in hexadecimal; null where another program had fetched it.</param>
internal sealed record PinnedFile(string Path, long Size, [property: JsonPropertyName("etag")] string ETag, string? Sha256 = null);
