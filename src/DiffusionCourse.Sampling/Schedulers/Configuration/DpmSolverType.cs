namespace DiffusionCourse.Schedulers;

/// <summary>How a second-order step uses the two predictions it has.</summary>
public enum DpmSolverType
{
    /// <summary>The slope at the interval's middle.</summary>
    Midpoint,

    /// <summary>The linear term integrated exactly.</summary>
    Heun,
}
