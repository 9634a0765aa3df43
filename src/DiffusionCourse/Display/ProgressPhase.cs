namespace DiffusionCourse.Display;

/// <summary>Where a run stands.</summary>
internal enum ProgressPhase
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>The cell was stopped; it ends as soon as it notices.</summary>
    Stopped,

    /// <summary>It has ended, at its end or before.</summary>
    Ended,

    /// <summary>It has ended, and what it led to is shown elsewhere.</summary>
    Complete,
}
