namespace DiffusionCourse.Schedulers;

/// <summary>The variance of the noise that DDPM adds on a step: Ho et al. 2020 (arXiv:2006.11239), section 3.2.</summary>
public enum DdpmVariance
{
    /// <summary>beta-tilde, the posterior's: right for a single data point.</summary>
    FixedSmall,

    /// <summary>beta: right for standard normal data.</summary>
    FixedLarge,
}
