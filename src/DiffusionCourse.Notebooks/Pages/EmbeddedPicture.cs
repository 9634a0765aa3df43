using DiffusionCourse.Notebooks.Markup;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Puts the pictures that prose refers to into the page.</summary>
internal static class EmbeddedPicture
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp",
        [".svg"] = "image/svg+xml",
    };

    /// <exception cref="ProseException">There is no such picture, or it lies on the network.</exception>
    public static string Resolve(string url, string folder, int line, int column)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return url;
        }

        if (url.StartsWith("attachment:", StringComparison.OrdinalIgnoreCase))
        {
            throw Error($"the notebook has no attached picture '{url["attachment:".Length..]}'");
        }

        if (LocalAddress.IsRemote(url))
        {
            throw Error($"the picture '{url}' lies on the network: save it beside the notebook, so that the page works without");
        }

        // An absolute path names a file here, too, on this machine at least.
        var path = LocalAddress.PathOf(url, folder) ?? (
            url.StartsWith('/') && !url.Contains("%00", StringComparison.Ordinal) && !url.Contains('\0')
                ? Uri.UnescapeDataString(LocalAddress.Split(url).Path)
                : null);
        if (path is null || !Types.TryGetValue(Path.GetExtension(path), out var type))
        {
            throw Error($"the picture '{url}' is of no known kind: {string.Join(", ", Types.Keys)}");
        }

        return File.Exists(path)
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}"
            : throw Error($"the picture '{url}' does not exist in {folder}");

        ProseException Error(string message) => new(message, line, column);
    }
}
