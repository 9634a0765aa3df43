namespace DiffusionCourse.Notebooks.Running;

/// <summary>How a cell or a notebook ended.</summary>
public enum RunStatus
{
    /// <summary>It ran to its end.</summary>
    Passed,

    /// <summary>It failed; the result says why.</summary>
    Failed,

    /// <summary>A cell took longer than its limit.</summary>
    TimedOut,

    /// <summary>It was not run, because something before it failed.</summary>
    Skipped,

    /// <summary>It was not run, because nobody asked for it: an export without execution.</summary>
    NotRun,
}
