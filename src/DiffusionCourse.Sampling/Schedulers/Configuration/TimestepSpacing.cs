namespace DiffusionCourse.Schedulers;

/// <summary>How the inference timesteps are picked from the training timesteps: Lin et al. 2023 (arXiv:2305.08891), table 2.</summary>
public enum TimestepSpacing
{
    /// <summary>Multiples of T / n, rounded down, plus the steps offset; never reaches the noisiest timestep.</summary>
    Leading,

    /// <summary>Evenly from the first to the last training timestep, both included.</summary>
    Linspace,

    /// <summary>Back from the last training timestep in strides of T / n.</summary>
    Trailing,

    /// <summary>
    /// Where errors were measured to cost most: Align Your Steps, Sabour et al. 2024 (arXiv:2404.14507), the list for Stable Diffusion 1.5,
    /// best at ten steps. For schedulers that take custom timesteps.
    /// </summary>
    AlignYourSteps,
}
