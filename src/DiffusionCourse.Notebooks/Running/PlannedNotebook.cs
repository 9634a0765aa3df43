using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>A notebook that will run.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="PagePath">The full path of its page.</param>
/// <param name="Document">Its cells.</param>
internal sealed record PlannedNotebook(string Path, string PagePath, NotebookDocument Document)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public string Title => Document.Title is { Length: > 0 } title ? title : System.IO.Path.GetFileNameWithoutExtension(Path);
}
