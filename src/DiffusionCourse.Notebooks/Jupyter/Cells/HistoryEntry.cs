namespace DiffusionCourse.Notebooks.Jupyter;

/// <summary>A cell that ran.</summary>
/// <param name="Session">Between two losses of state, from 1.</param>
/// <param name="Line">The number of the cell.</param>
/// <param name="Input">Its text.</param>
internal sealed record HistoryEntry(int Session, int Line, string Input)
{
    /// <summary>The value that it ended in, as text; null where there was none.</summary>
    public string? Output { get; init; }
}
