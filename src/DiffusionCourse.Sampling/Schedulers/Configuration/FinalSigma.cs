namespace DiffusionCourse.Schedulers;

/// <summary>The noise level after the last step.</summary>
public enum FinalSigma
{
    /// <summary>No noise at all; the last step is then of first order.</summary>
    Zero,

    /// <summary>The noise schedule's smallest level, sigma at t = 0.</summary>
    SigmaMin,
}
