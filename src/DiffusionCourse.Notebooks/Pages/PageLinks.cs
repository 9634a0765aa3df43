using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Links from one notebook to another become links from one page to another.</summary>
internal static class PageLinks
{
    public static string? Resolve(string? url)
    {
        if (url is null || Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            return url;
        }

        var parts = url.Split('#', 2);
        return NotebookFile.Extensions.Contains(Path.GetExtension(parts[0]), StringComparer.OrdinalIgnoreCase)
            ? Path.ChangeExtension(parts[0], ".html") + (parts.Length > 1 ? "#" + parts[1] : "")
            : url;
    }
}
