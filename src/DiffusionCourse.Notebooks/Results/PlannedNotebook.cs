using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Running;

/// <summary>A notebook that will run.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="PagePath">The full path of its page.</param>
/// <param name="Document">Its cells.</param>
/// <param name="Group">The subfolder that it lies in, from the folder that was run; empty for that folder itself.</param>
internal sealed record PlannedNotebook(string Path, string PagePath, NotebookDocument Document, string Group = "")
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public string Title => Document.Title is { Length: > 0 } title ? title : System.IO.Path.GetFileNameWithoutExtension(Path);
}
