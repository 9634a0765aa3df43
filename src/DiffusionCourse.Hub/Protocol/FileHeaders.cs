namespace DiffusionCourse.Models.Hub;

/// <summary>
/// What the answers to a HEAD request say of a file, the hub's own first: its X-Linked-Etag and X-Linked-Size name the large
/// file behind a redirect, where ETag and Content-Length would be those of the pointer or of another store. What is said of a packed body
/// says nothing of the file.
/// </summary>
internal sealed class FileHeaders
{
    private string? _linkedETag;
    private long? _linkedSize;
    private string? _plainETag;
    private long? _plainSize;

    public string? Commit { get; private set; }

    public string? ETag => _linkedETag ?? _plainETag;

    public long? Size => _linkedSize ?? _plainSize;

    public bool AreComplete => ETag is not null && Size is not null;

    /// <summary>Takes what one answer says. True once there is no need to follow further.</summary>
    public bool Take(HttpResponseMessage response)
    {
        var redirects = (int)response.StatusCode is >= 300 and < 400;
        if (!response.IsSuccessStatusCode && !redirects)
        {
            return false;
        }

        Commit ??= Header(response, "X-Repo-Commit");
        _linkedETag ??= Normalise(Header(response, "X-Linked-Etag"));
        _linkedSize ??= long.TryParse(Header(response, "X-Linked-Size"), System.Globalization.NumberStyles.None, null, out var size)
            ? size
            : null;
        if (!redirects && !PackedBody.IsPacked(response.Content))
        {
            _plainETag = Normalise(Header(response, "ETag"));
            _plainSize = response.Content.Headers.ContentLength;
        }

        return AreComplete;
    }

    // W/"abc" and "abc" name the same content.
    private static string? Normalise(string? etag)
    {
        var bare = etag?.Trim();
        return bare is null ? null : (bare.StartsWith("W/", StringComparison.Ordinal) ? bare[2..] : bare).Trim('"');
    }

    private static string? Header(HttpResponseMessage response, string name)
        => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
