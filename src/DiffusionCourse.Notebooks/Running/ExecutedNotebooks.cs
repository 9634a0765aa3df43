using System.Text;
using DiffusionCourse.Files;
using DiffusionCourse.Notebooks.Documents;
using DiffusionCourse.Notebooks.Executed;
using DiffusionCourse.Notebooks.Pages;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>The executed notebooks of a run, which are kept as .ipynb files in a folder that was asked for.</summary>
internal sealed class ExecutedNotebooks
{
    private readonly IReadOnlyList<PlannedNotebook> _notebooks;
    private readonly string[] _files;

    private ExecutedNotebooks(IReadOnlyList<PlannedNotebook> notebooks, string[] files) => (_notebooks, _files) = (notebooks, files);

    /// <summary>Decides where they go, and makes sure that they can go there. Nothing has run yet.</summary>
    /// <returns>Null where nobody asked for them.</returns>
    /// <exception cref="CourseRunException">They cannot, or would replace what may be a reader's work.</exception>
    public static ExecutedNotebooks? Prepare(IReadOnlyList<PlannedNotebook> notebooks, RunOptions options)
    {
        if (options.ExecutedFolder is not { } folder)
        {
            return null;
        }

        string[] files = [.. notebooks.Select(notebook => FileOf(notebook, options.OutputFolder, Path.GetFullPath(folder)))];
        var sources = notebooks.Select(notebook => WithoutLinks(notebook.Folder)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (Array.Find(files, file => File.Exists(file) && sources.Contains(WithoutLinks(Path.GetDirectoryName(file)!))) is { } taken)
        {
            throw new CourseRunException(
                $"An executed notebook would replace '{taken}', which lies in a folder of the notebooks to run. Name another folder for "
                    + "executed notebooks (--executed).");
        }

        NotebookDiscovery.PrepareFolder(folder, "folder for executed notebooks");
        return new(notebooks, files);
    }

    /// <summary>Writes one of them, by its place in the run.</summary>
    public void Keep(int index, IReadOnlyList<PageCell> cells)
    {
        var file = _files[index];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, NotebookFile.ToText(JupyterOutputs.Store(_notebooks[index].Document, cells), file), new UTF8Encoding(false));
    }

    // As the pages lie in theirs.
    private static string FileOf(PlannedNotebook notebook, string outputFolder, string folder) =>
        Path.Combine(folder, Path.ChangeExtension(Path.GetRelativePath(outputFolder, notebook.PagePath), ".ipynb"));

    /// <summary>The path of a folder that is there, by which two ways to it are known as one.</summary>
    private static string WithoutLinks(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } parent)
        {
            return folder;
        }

        var path = Path.Combine(WithoutLinks(parent), Path.GetFileName(folder));
        return new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { } target ? WithoutLinks(target.FullName) : path;
    }
}
