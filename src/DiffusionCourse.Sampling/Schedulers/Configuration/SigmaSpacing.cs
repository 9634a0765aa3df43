namespace DiffusionCourse.Schedulers;

/// <summary>How the noise levels of a run are spread between the largest and the smallest.</summary>
public enum SigmaSpacing
{
    /// <summary>The noise schedule's own levels at the chosen timesteps.</summary>
    Schedule,

    /// <summary>Evenly in sigma^(1/7): Karras et al. 2022 (arXiv:2206.00364), eq. 5 with rho = 7.</summary>
    Karras,

    /// <summary>Evenly in log sigma.</summary>
    Exponential,

    /// <summary>By the quantiles of a Beta(0.6, 0.6) distribution: Lee et al. 2024 (arXiv:2407.12173).</summary>
    Beta,

    /// <summary>
    /// Evenly in lambda = log(alpha / sigma): Lu et al. 2022 (arXiv:2206.00927), section 3.4; use_lu_lambdas in diffusers.
    /// </summary>
    LogSnr,
}
