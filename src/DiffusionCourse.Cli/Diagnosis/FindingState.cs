namespace DiffusionCourse.Cli.Diagnosis;

/// <summary>Whether something is there, and whether the course needs it.</summary>
internal enum FindingState
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>It is not there, and the course runs without it.</summary>
    Optional,

    /// <summary>It is not there, and the course does not run without it.</summary>
    Missing,
}
