namespace DiffusionCourse.Notebooks.Running;

/// <summary>How a notebook ended.</summary>
/// <param name="Path">The file of the notebook.</param>
/// <param name="Title">Its first heading, or its file name.</param>
/// <param name="PagePath">The page that shows it; null where it was skipped.</param>
/// <param name="Status">The worst of its cells.</param>
/// <param name="Elapsed">From its first cell to its last.</param>
/// <param name="Cells">Its cells.</param>
public sealed record NotebookResult(
    string Path, string Title, string? PagePath, RunStatus Status, TimeSpan Elapsed, IReadOnlyList<CellResult> Cells)
{
    /// <summary>What <see cref="Task"/> is where nothing is left to do.</summary>
    public const string Solved = "solved";

    /// <summary>
    /// What the notebook says of its reader's task (the attribute <c>data-task</c> of an output), such as <see cref="Solved"/>; null where
    /// it sets none.
    /// </summary>
    public string? Task { get; init; }

    /// <summary>The first cell that failed.</summary>
    public CellResult? FirstFailure => Cells.FirstOrDefault(cell => cell.Error is not null);
}
