namespace DiffusionCourse.Notebooks.Exporting;

/// <summary>What became of a file.</summary>
public enum ExportOutcome
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>It holds what would have been written already.</summary>
    Unchanged,

    /// <summary>It was kept, because it has been edited or was not written by an export.</summary>
    Kept,
}
