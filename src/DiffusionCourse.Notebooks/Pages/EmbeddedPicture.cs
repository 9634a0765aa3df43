using Markdig.Syntax.Inlines;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Puts the pictures that prose refers to into the page.</summary>
internal static class EmbeddedPicture
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp", [".svg"] = "image/svg+xml",
    };

    public static string Resolve(LinkInline link, string folder)
    {
        var url = link.Url ?? "";
        if (url.StartsWith("data:", StringComparison.Ordinal))
        {
            return url;
        }

        if (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && !absolute.IsFile)
        {
            throw Error(link, $"the picture '{url}' lies on the network: save it beside the notebook, so that the page works without");
        }

        if (!Types.TryGetValue(Path.GetExtension(url), out var type))
        {
            throw Error(link, $"the picture '{url}' is of no known kind: {string.Join(", ", Types.Keys)}");
        }

        var path = Path.GetFullPath(Uri.UnescapeDataString(url), folder);
        return File.Exists(path)
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}"
            : throw Error(link, $"the picture '{url}' does not exist in {folder}");
    }

    private static ProseException Error(LinkInline link, string message) => new(message, link.Line + 1, link.Column + 1);
}
