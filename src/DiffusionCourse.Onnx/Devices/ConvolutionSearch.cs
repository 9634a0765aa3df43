namespace DiffusionCourse.Inference;

/// <summary>How cuDNN picks the algorithm of each convolution.</summary>
public enum ConvolutionSearch
{
    /// <summary>All are timed when a shape is first seen: a slow first picture, fast ones after it.</summary>
    Exhaustive,

    /// <summary>By rules of thumb: a faster first picture.</summary>
    Heuristic,

    /// <summary>Always the same algorithm.</summary>
    Default,
}
