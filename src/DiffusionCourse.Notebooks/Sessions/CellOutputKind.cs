namespace DiffusionCourse.Notebooks.Sessions;

/// <summary>What an output is.</summary>
public enum CellOutputKind
{
    /// <summary>Console text.</summary>
    StandardOutput,

    /// <summary>Console error text, or what native code wrote.</summary>
    StandardError,

    /// <summary>A new output.</summary>
    Display,

    /// <summary>New content for an output that was shown before.</summary>
    Update,
}
