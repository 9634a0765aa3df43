using System.Collections.Immutable;

namespace DiffusionCourse.Noise;

/// <content>The named schedules and how each is made.</content>
public sealed partial class NoiseSchedule
{
    private const double BetaLimit = 0.999;

    /// <summary>beta rises linearly: Ho et al. 2020 (arXiv:2006.11239), section 4.</summary>
    /// <param name="length">Training timesteps T, at least 1. Default 1000.</param>
    /// <param name="betaStart">beta at t = 0, in (0, 1). Default 1e-4.</param>
    /// <param name="betaEnd">beta at t = T - 1, in (0, 1), at least <paramref name="betaStart"/>. Default 0.02.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public static NoiseSchedule Linear(int length = 1000, double betaStart = 1e-4, double betaEnd = 0.02)
    {
        CheckRange(length, betaStart, betaEnd);
        return FromBetas(Evenly(betaStart, betaEnd, length), "linear");
    }

    /// <summary>The square root of beta rises linearly: the schedule of latent diffusion and Stable Diffusion.</summary>
    /// <param name="length">Training timesteps T, at least 1. Default 1000.</param>
    /// <param name="betaStart">beta at t = 0, in (0, 1). Default 0.00085.</param>
    /// <param name="betaEnd">beta at t = T - 1, in (0, 1), at least <paramref name="betaStart"/>. Default 0.012.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public static NoiseSchedule ScaledLinear(int length = 1000, double betaStart = 0.00085, double betaEnd = 0.012)
    {
        CheckRange(length, betaStart, betaEnd);
        var roots = Evenly(Math.Sqrt(betaStart), Math.Sqrt(betaEnd), length);
        return FromBetas(Array.ConvertAll(roots, root => root * root), "scaled_linear");
    }

    /// <summary>
    /// alphas cumprod follows a squared cosine, beta is clipped at 0.999: Nichol and Dhariwal 2021 (arXiv:2102.09672), eq. 17;
    /// diffusers calls it squaredcos_cap_v2.
    /// </summary>
    /// <param name="length">Training timesteps T, at least 1. Default 1000.</param>
    /// <param name="offset">The paper's s, at least 0, which keeps beta from vanishing near t = 0. Default 0.008.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public static NoiseSchedule Cosine(int length = 1000, double offset = 0.008)
    {
        CheckOffset(offset);
        return FromSignal(length, time => SquaredCosine(time, offset), "squaredcos_cap_v2");
    }

    /// <summary>beta follows a logistic curve between two values, as in GeoDiff (Xu et al. 2022, arXiv:2203.02923).</summary>
    /// <param name="length">Training timesteps T, at least 1. Default 1000.</param>
    /// <param name="betaStart">Lower asymptote of beta, in (0, 1). Default 1e-4.</param>
    /// <param name="betaEnd">Upper asymptote of beta, in (0, 1). Default 0.02.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public static NoiseSchedule Sigmoid(int length = 1000, double betaStart = 1e-4, double betaEnd = 0.02)
    {
        CheckRange(length, betaStart, betaEnd);
        var exponents = Evenly(-6, 6, length);
        return FromBetas(Array.ConvertAll(exponents, e => (betaEnd - betaStart) / (1 + Math.Exp(-e)) + betaStart), "sigmoid");
    }

    /// <summary>alphas cumprod is exp(-12 t / T), beta clipped at 0.999: the "exp" transform of diffusers.</summary>
    /// <param name="length">Training timesteps T, at least 1. Default 1000.</param>
    public static NoiseSchedule Exponential(int length = 1000) => FromSignal(length, time => Math.Exp(-12 * time), "exp");

    /// <summary>
    /// The log-SNR follows a Laplace distribution's quantiles, beta clipped at 0.999: Hang et al. 2024 (arXiv:2407.03297).
    /// </summary>
    /// <param name="length">Training timesteps T, at least 1. Default 1000.</param>
    public static NoiseSchedule Laplace(int length = 1000) => FromSignal(length, LaplaceSignal, "laplace");

    /// <summary>A schedule from given variances.</summary>
    /// <param name="betas">One value a training timestep, each in [0, 1].</param>
    /// <param name="name">What to call it. Default "trained_betas".</param>
    /// <exception cref="ArgumentException">There is no value, or one is not a number in [0, 1].</exception>
    public static NoiseSchedule FromBetas(IEnumerable<double> betas, string name = "trained_betas")
    {
        ArgumentNullException.ThrowIfNull(betas);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ImmutableArray<double> values = [.. betas];
        if (values.IsEmpty)
        {
            throw new ArgumentException("A noise schedule needs at least one beta.", nameof(betas));
        }

        var cumulative = new double[values.Length];
        double product = 1;
        for (var t = 0; t < values.Length; t++)
        {
            if (!(values[t] is >= 0 and <= 1))
            {
                throw new ArgumentException(Invariant($"beta must lie in [0, 1]; beta[{t}] is {values[t]}."), nameof(betas));
            }

            product *= 1 - values[t];
            cumulative[t] = product;
        }

        return new NoiseSchedule(name, values, [.. cumulative]);
    }

    /// <summary>
    /// The cosine schedule as many tutorials write it: f(t + 1) / f(0) with alphas cumprod clipped to [1e-5, 1] instead of
    /// beta to 0.999. Kept for comparison; its last three timesteps share one noise level.
    /// </summary>
    /// <param name="length">Training timesteps T, at least 1. Default 1000.</param>
    /// <param name="offset">The paper's s, at least 0. Default 0.008.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public static NoiseSchedule ClippedCosine(int length = 1000, double offset = 0.008)
    {
        CheckLength(length);
        CheckOffset(offset);
        var start = SquaredCosine(0, offset);
        var cumulative = new double[length];
        var betas = new double[length];
        double previous = 1;
        for (var t = 0; t < length; t++)
        {
            cumulative[t] = Math.Clamp(SquaredCosine((t + 1.0) / length, offset) / start, 1e-5, 1);
            betas[t] = 1 - cumulative[t] / previous;
            previous = cumulative[t];
        }

        return new NoiseSchedule("cosine, clipped at 1e-5", [.. betas], [.. cumulative]);
    }

    private static NoiseSchedule FromSignal(int length, Func<double, double> signal, string name)
    {
        CheckLength(length);
        var betas = new double[length];
        for (var t = 0; t < length; t++)
        {
            betas[t] = Math.Min(1 - signal((t + 1.0) / length) / signal((double)t / length), BetaLimit);
        }

        return FromBetas(betas, name);
    }

    private static double SquaredCosine(double time, double offset)
    {
        var cosine = Math.Cos((time + offset) / (1 + offset) * Math.PI / 2);
        return cosine * cosine;
    }

    private static double LaplaceSignal(double time)
    {
        var side = 0.5 - time;

        // copysign: half-way, where the side is 0, counts as positive.
        var logSnr = -0.5 * Math.CopySign(1, side) * Math.Log(1 - 2 * Math.Abs(side) + 1e-6);
        var snr = Math.Exp(logSnr);
        return Math.Sqrt(snr / (1 + snr));
    }

    private static double[] Evenly(double first, double last, int count)
    {
        var values = new double[count];
        var step = count > 1 ? (last - first) / (count - 1) : 0;
        for (var i = 0; i < count; i++)
        {
            // Both halves grow from their own end, which keeps the last value exact.
            values[i] = i < (count + 1) / 2 ? first + step * i : last - step * (count - 1 - i);
        }

        return values;
    }

    private static void CheckLength(int length)
    {
        if (length < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, "A noise schedule needs at least one training timestep.");
        }
    }

    private static void CheckOffset(double offset)
    {
        if (!(offset >= 0 && double.IsFinite(offset)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, "The cosine offset s must be a finite number of at least 0; the paper uses 0.008.");
        }
    }

    private static void CheckRange(int length, double betaStart, double betaEnd)
    {
        CheckLength(length);
        if (!(betaStart > 0 && betaEnd >= betaStart && betaEnd < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(betaStart),
                Invariant($"The variances must satisfy 0 < start <= end < 1; got start {betaStart} and end {betaEnd}."));
        }
    }
}
