using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>The pages of a run and how they link to each other.</summary>
/// <param name="Title">What the whole is called.</param>
/// <param name="Folder">The full path of the output folder.</param>
/// <param name="Notebooks">The notebooks, in order.</param>
internal sealed record Site(string Title, string Folder, IReadOnlyList<PlannedNotebook> Notebooks)
{
    /// <summary>The page that lists the notebooks: index.html, or contents.html where a notebook has taken that name.</summary>
    public string IndexPath { get; } = Path.Combine(
        Folder,
        Notebooks.Any(notebook => notebook.PagePath == Path.Combine(Folder, "index.html")) ? "contents.html" : "index.html");

    /// <summary>A link from one page to another that works from the file system.</summary>
    public static string Link(string fromPage, string toPage) => string.Join(
        '/',
        Path.GetRelativePath(Path.GetDirectoryName(fromPage)!, toPage).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
}
