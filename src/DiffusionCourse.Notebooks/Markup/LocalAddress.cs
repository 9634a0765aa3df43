namespace DiffusionCourse.Notebooks.Markup;

/// <summary>Addresses that name a file from the folder of the text that they stand in.</summary>
internal static class LocalAddress
{
    /// <summary>The path of an address, and the query and anchor behind it.</summary>
    public static (string Path, string Tail) Split(string url) =>
        url.AsSpan().IndexOfAny('#', '?') is >= 0 and var end ? (url[..end], url[end..]) : (url, "");

    /// <summary>The full path that a relative address leads to, whether or not something is there; null for any other address.</summary>
    public static string? PathOf(string url, string folder)
    {
        var path = Split(url).Path;
        if (path.Length == 0 || path.StartsWith('/') || Uri.TryCreate(path, UriKind.Absolute, out _))
        {
            return null;
        }

        var name = Uri.UnescapeDataString(path);
        return name.Contains('\0') ? null : Path.GetFullPath(name, folder);
    }

    /// <summary>Whether an address leads into the network.</summary>
    public static bool IsRemote(string url) =>
        url.StartsWith("//", StringComparison.Ordinal)
            || (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" or "ftp");
}
