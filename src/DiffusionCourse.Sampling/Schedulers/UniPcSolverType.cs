namespace DiffusionCourse.Schedulers;

/// <summary>The function B(h) of UniPC, which sets how its differences are weighed.</summary>
public enum UniPcSolverType
{
    /// <summary>B(h) = e^h - 1: the default, and the better one in most cases.</summary>
    Bh2,

    /// <summary>B(h) = h: for unconditional sampling with few steps.</summary>
    Bh1,
}
