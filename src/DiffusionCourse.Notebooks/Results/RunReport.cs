namespace DiffusionCourse.Notebooks.Running;

/// <summary>What came of a run.</summary>
/// <param name="Notebooks">Every notebook, in order, those skipped too.</param>
/// <param name="IndexPath">The page that lists them.</param>
/// <param name="Elapsed">How long it all took.</param>
public sealed record RunReport(IReadOnlyList<NotebookResult> Notebooks, string IndexPath, TimeSpan Elapsed)
{
    /// <summary>Whether every notebook passed.</summary>
    public bool Passed => Notebooks.All(notebook => notebook.Status == RunStatus.Passed);
}
