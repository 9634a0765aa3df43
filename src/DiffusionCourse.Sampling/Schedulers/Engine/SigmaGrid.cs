using DiffusionCourse.Numerics;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Spreads noise levels between two given ones, and finds the timestep that belongs to a noise level.</summary>
internal static class SigmaGrid
{
    private const double Rho = 7;
    private const double BetaShape = 0.6;

    /// <summary>count levels from maximum down to minimum.</summary>
    public static double[] Spread(SigmaSpacing spacing, double maximum, double minimum, int count) => spacing switch
    {
        SigmaSpacing.Karras => Karras(maximum, minimum, Grid.Linspace(0, 1, count), Rho),
        SigmaSpacing.Beta => Beta(maximum, minimum, count),
        _ => Array.ConvertAll(Grid.Linspace(Math.Log(maximum), Math.Log(minimum), count), Math.Exp),
    };

    /// <summary>Evenly in sigma^(1 / rho) where the ramp goes evenly from 0 to 1: Karras et al. 2022 (arXiv:2206.00364), eq. 5.</summary>
    public static double[] Karras(double maximum, double minimum, double[] ramp, double rho)
    {
        var low = Math.Pow(minimum, 1 / rho);
        var high = Math.Pow(maximum, 1 / rho);
        return Array.ConvertAll(ramp, share => Math.Pow(high + share * (low - high), rho));
    }

    /// <summary>Sigma at a (possibly fractional) timestep, linear between neighbours.</summary>
    public static double At(IReadOnlyList<double> sigmas, double timestep)
    {
        var lower = Math.Clamp((int)Math.Floor(timestep), 0, sigmas.Count - 1);
        var share = timestep - lower;
        return share <= 0 || lower == sigmas.Count - 1
            ? sigmas[lower]
            : (sigmas[lower + 1] - sigmas[lower]) * share + sigmas[lower];
    }

    /// <summary>The fractional timestep at which the schedule has a given sigma, linear in log sigma between neighbours.</summary>
    /// <param name="sigma">The noise level.</param>
    /// <param name="logSigmas">
    /// log sigma of each training timestep, rising, but for the last one where zero terminal SNR had to be replaced by a finite level.
    /// </param>
    public static double TimestepOf(double sigma, double[] logSigmas)
    {
        if (logSigmas.Length == 1)
        {
            return 0;
        }

        // The last crossing counts, so that the last timestep is found even where its level lies below its neighbour's.
        var log = Math.Log(Math.Max(sigma, 1e-10));
        var lower = Math.Clamp(Array.FindLastIndex(logSigmas, value => value <= log), 0, logSigmas.Length - 2);
        double low = logSigmas[lower], high = logSigmas[lower + 1];

        // Two equal levels leave nothing to divide by: a sigma lies below both, or it is found at the last of them.
        var share = low != high ? Math.Clamp((low - log) / (low - high), 0, 1) : log < low ? 0 : 1;
        return (1 - share) * lower + share * (lower + 1);
    }

    /// <summary>
    /// The highest order up to a given one that the noise levels allow: two visits to one level give no difference to
    /// extrapolate from, and a step of no length needs none.
    /// </summary>
    public static int UsableOrder(int order, int index, double[] sigmas)
    {
        if (sigmas[index] == sigmas[index + 1])
        {
            return 1;
        }

        var usable = 1;
        while (usable < order && sigmas[index - usable] != sigmas[index - usable + 1])
        {
            usable++;
        }

        return usable;
    }

    private static double[] Beta(double maximum, double minimum, int count) => Array.ConvertAll(
        Grid.Linspace(0, 1, count),
        ramp => minimum + BetaDistribution.Quantile(1 - ramp, BetaShape, BetaShape) * (maximum - minimum));
}
