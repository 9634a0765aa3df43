using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Files;
using DiffusionCourse.Notebooks.Markup;
using DiffusionCourse.Notebooks.Running;

namespace DiffusionCourse.Notebooks.Pages;

/// <summary>Where the links of a notebook lead from its page: from one notebook to another they become links between pages.</summary>
/// <param name="notebook">The notebook.</param>
/// <param name="pages">The pages of all notebooks, by their paths.</param>
internal sealed class PageLinks(PlannedNotebook notebook, IReadOnlyDictionary<string, string> pages)
{
    private readonly MovedLinks _links = new(notebook.Folder, Path.GetDirectoryName(notebook.PagePath)!, pages);

    public static IReadOnlyDictionary<string, string> PagesOf(IEnumerable<PlannedNotebook> notebooks) =>
        notebooks.ToDictionary(notebook => notebook.Path, notebook => notebook.PagePath, StringComparer.Ordinal);

    /// <summary>The folder where the pictures of the notebook lie.</summary>
    public string Folder => notebook.Folder;

    /// <summary>
    /// The address on the page; null for a file that stays behind: a page outside of the source tree is read elsewhere, where the path
    /// back to the tree would lead nowhere and name folders of this machine.
    /// </summary>
    public string? Resolve(string url)
    {
        if (LocalAddress.PathOf(url, notebook.Folder) is not { } file)
        {
            return url;
        }

        if (pages.ContainsKey(file))
        {
            return _links.Move(url);
        }

        // A notebook that is not among these has its page beside, if it has one.
        var (address, rest) = LocalAddress.Split(url);
        return NotebookFile.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
            ? Path.ChangeExtension(address, ".html") + rest
            : CourseFolder.RootOf(file) is not { } root || CourseFolder.IsBelow(Path.GetDirectoryName(notebook.PagePath)!, root)
            ? _links.Move(url)
            : null;
    }
}
