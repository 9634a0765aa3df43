namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>Why a cell failed.</summary>
public enum CellErrorKind
{
    /// <summary>The code does not compile.</summary>
    Compilation,

    /// <summary>The code threw an exception.</summary>
    Exception,

    /// <summary>A command such as <c>#!import</c> failed, or is unknown, or the cell's language is not run here.</summary>
    Command,

    /// <summary>Prose that cannot be rendered.</summary>
    Prose,

    /// <summary>The time limit passed.</summary>
    Timeout,

    /// <summary>The process that runs the cells ended.</summary>
    Crash,

    /// <summary>The reader stopped it, and it did not stop by itself.</summary>
    Interrupted,
}
