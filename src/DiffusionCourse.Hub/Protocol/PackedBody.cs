using System.IO.Compression;

namespace DiffusionCourse.Models.Hub;

/// <summary>Bodies that come compressed though they were asked for as they are: proxies and mirrors on the way do that.</summary>
internal static class PackedBody
{
    private const string AsItIs = "identity";

    /// <summary>Whether lengths and ranges of this answer count packed bytes.</summary>
    public static bool IsPacked(HttpContent content)
        => content.Headers.ContentEncoding.Any(encoding => !encoding.Equals(AsItIs, StringComparison.OrdinalIgnoreCase));

    /// <summary>The body, unpacked.</summary>
    /// <exception cref="InvalidDataException">It is packed in a way that is not known, or wrongly; the latter while it is read.</exception>
    public static async Task<Stream> OpenAsync(HttpContent content, CancellationToken cancellation)
    {
        var body = await content.ReadAsStreamAsync(cancellation);
        foreach (var encoding in content.Headers.ContentEncoding.Reverse())
        {
            body = encoding.ToUpperInvariant() switch
            {
                "IDENTITY" => body,
                "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
                "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
                "BR" => new BrotliStream(body, CompressionMode.Decompress),
                _ => throw new InvalidDataException($"it comes packed as '{encoding}'"),
            };
        }

        return body;
    }
}
