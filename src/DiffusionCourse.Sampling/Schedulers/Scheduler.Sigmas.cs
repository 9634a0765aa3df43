using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <content>Spreading noise levels without a scheduler.</content>
public abstract partial record Scheduler
{
    /// <summary>
    /// Noise levels as Karras et al. 2022 (arXiv:2206.00364), eq. 5, spread them with rho = 7: evenly in sigma to the power of 1 / 7.
    /// </summary>
    /// <param name="count">Levels, at least 1; a single one is the largest.</param>
    /// <param name="largest">The first level, at least <paramref name="smallest"/> and finite.</param>
    /// <param name="smallest">The last level, above 0.</param>
    /// <returns>The levels in falling order, without the final 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no level, or a level is out of its limits.</exception>
    public static double[] KarrasSigmas(int count, double largest, double smallest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallest);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, smallest);
        if (!double.IsFinite(largest))
        {
            throw new ArgumentOutOfRangeException(
                nameof(largest), largest, "The largest level must be finite: at zero terminal SNR take a level before the last.");
        }

        return SigmaGrid.Spread(SigmaSpacing.Karras, largest, smallest, count);
    }
}
