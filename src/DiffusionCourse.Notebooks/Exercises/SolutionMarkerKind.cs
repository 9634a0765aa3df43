namespace DiffusionCourse.Notebooks.Exercises;

/// <summary>The marks that a solution carries.</summary>
internal enum SolutionMarkerKind
{
    /// <summary>An ordinary line.</summary>
    None,

    /// <summary>What follows is the solution.</summary>
    Begin,

    /// <summary>A line that takes the place of the solution.</summary>
    Stub,

    /// <summary>The solution ends.</summary>
    End,
}
