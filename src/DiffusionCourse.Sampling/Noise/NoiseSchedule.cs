using System.Collections.Immutable;

namespace DiffusionCourse.Noise;

/// <summary>
/// The variance schedule of a discrete diffusion process: for each training timestep t the variance beta_t that one forward
/// step adds, and what follows from it. Immutable, in double precision.
/// </summary>
/// <remarks>
/// x_t = sqrt(alphas cumprod_t) x_0 + sqrt(1 - alphas cumprod_t) epsilon, Ho et al. 2020 (arXiv:2006.11239), eq. 4.
/// Index 0 is the least noisy timestep, <see cref="Length"/> - 1 the noisiest.
/// </remarks>
public sealed partial class NoiseSchedule : IEquatable<NoiseSchedule>
{
    private const double LargestSigma = 1e12;

    private NoiseSchedule(string name, ImmutableArray<double> betas, ImmutableArray<double> alphasCumprod)
    {
        Name = name;
        Betas = betas;
        AlphasCumprod = alphasCumprod;
    }

    /// <summary>What the schedule is called: "linear", "scaled_linear", "squaredcos_cap_v2" and so on, as diffusers has it.</summary>
    public string Name { get; }

    /// <summary>The number of training timesteps T.</summary>
    public int Length => Betas.Length;

    /// <summary>beta_t in [0, 1]: the variance that step t adds.</summary>
    public ImmutableArray<double> Betas { get; }

    /// <summary>Product of (1 - beta_s) for s up to t: the share of the signal's power left at t, in [0, 1], falling.</summary>
    public ImmutableArray<double> AlphasCumprod { get; }

    /// <summary>sigma_t = sqrt((1 - a) / a): noise for each unit of signal, as Karras et al. 2022 count it. Infinite where a = 0.</summary>
    public ImmutableArray<double> Sigmas => Derive(a => Math.Sqrt((1 - a) / a));

    /// <summary>
    /// The same for samplers that count by sigma or its logarithm, so above 0 and below 1e12: where a = 0 (zero terminal SNR) they start
    /// from a = 2^-24, as diffusers does.
    /// </summary>
    /// <exception cref="ArgumentException">The variances are so small or so large that a sigma is out of these limits.</exception>
    internal double[] SamplingSigmas()
    {
        double[] sigmas = [.. AlphasCumprod.Select(a => a > 0 ? a : Math.Pow(2, -24)).Select(a => Math.Sqrt((1 - a) / a))];
        for (var t = 0; t < sigmas.Length; t++)
        {
            if (sigmas[t] is not (> 0 and < LargestSigma))
            {
                throw new ArgumentException(
                    Invariant($"The noise schedule '{Name}' has sigma {sigmas[t]} at timestep {t}; samplers that count by sigma need ")
                        + Invariant($"values above 0 and below {LargestSigma}. ")
                    + "Its variances (beta_start, beta_end or trained_betas) must be above 1e-15 and leave some signal at the end.");
            }
        }

        return sigmas;
    }

    /// <summary>SNR_t = a / (1 - a), falling from large values to nearly 0.</summary>
    public ImmutableArray<double> SignalToNoise => Derive(a => a / (1 - a));

    /// <summary>Natural logarithm of <see cref="SignalToNoise"/>; minus infinity where a = 0.</summary>
    public ImmutableArray<double> LogSnr => Derive(a => Math.Log(a) - Math.Log(1 - a));

    /// <summary>Counts timesteps by signal-to-noise ratio.</summary>
    /// <param name="low">Lower limit, positive; a timestep with SNR at or below it counts as low. Default 0.1.</param>
    /// <param name="high">Upper limit, at least <paramref name="low"/>; a timestep above it counts as high. Default 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limits are not 0 &lt; low &lt;= high.</exception>
    public SnrRegions CountByRegion(double low = 0.1, double high = 10)
    {
        if (!(low > 0 && high >= low))
        {
            throw new ArgumentOutOfRangeException(
                nameof(low), Invariant($"The limits must satisfy 0 < low <= high; got low {low} and high {high}."));
        }

        var snr = SignalToNoise;
        var above = snr.Count(value => value > high);
        var below = snr.Count(value => value <= low);
        return new SnrRegions(above, Length - above - below, below);
    }

    /// <summary>
    /// The same schedule moved so that the last timestep holds no signal at all (alphas cumprod exactly 0) and the first is
    /// kept: Lin et al. 2023 (arXiv:2305.08891), algorithm 1.
    /// </summary>
    /// <exception cref="InvalidOperationException">The schedule's signal does not fall, so there is nothing to rescale.</exception>
    public NoiseSchedule RescaleToZeroTerminalSnr()
    {
        var first = Math.Sqrt(AlphasCumprod[0]);
        var last = Math.Sqrt(AlphasCumprod[^1]);
        if (!(first > last))
        {
            throw new InvalidOperationException(
                Invariant($"The signal of schedule '{Name}' does not fall (first {first}, last {last}); ")
                    + "it cannot be rescaled to zero terminal SNR.");
        }

        var scale = first / (first - last);
        var betas = new double[Length];
        double previous = 1;
        for (var t = 0; t < Length; t++)
        {
            var root = (Math.Sqrt(AlphasCumprod[t]) - last) * scale;
            var cumulative = root * root;
            betas[t] = previous > 0 ? 1 - cumulative / previous : 1; // No signal is left to keep.
            previous = cumulative;
        }

        return FromBetas(betas, Name + ", zero terminal SNR");
    }

    /// <inheritdoc/>
    public bool Equals(NoiseSchedule? other) =>
        other is not null && Betas.AsSpan().SequenceEqual(other.Betas.AsSpan())
            && AlphasCumprod.AsSpan().SequenceEqual(other.AlphasCumprod.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NoiseSchedule);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Length, Betas[0], Betas[^1], AlphasCumprod[Length / 2]);

    /// <inheritdoc/>
    public override string ToString()
        => Invariant($"{Name}, {Length} timesteps, alphas cumprod {AlphasCumprod[0]:g6} to {AlphasCumprod[^1]:g6}");

    private ImmutableArray<double> Derive(Func<double, double> value) => [.. AlphasCumprod.Select(value)];
}
