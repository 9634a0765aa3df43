using DiffusionCourse.Notebooks.Documents;

namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>A notebook that will be exported.</summary>
/// <param name="Source">Its full path.</param>
/// <param name="Target">The full path of the file to write.</param>
/// <param name="Document">Its cells.</param>
internal sealed record PlannedExport(string Source, string Target, NotebookDocument Document)
{
    public string SourceFolder => Path.GetDirectoryName(Source)!;

    public string TargetFolder => Path.GetDirectoryName(Target)!;
}
