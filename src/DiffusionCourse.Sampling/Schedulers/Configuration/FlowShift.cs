namespace DiffusionCourse.Schedulers;

/// <summary>
/// How the noise levels of a straight path are moved: sigma becomes s sigma / (1 + (s - 1) sigma), Esser et al. 2024
/// (arXiv:2403.03206), eq. 23. A shift s above 1 spends more steps on high noise, which large pictures need, since each of their
/// pixels says less about the others' noise. It divides the signal-to-noise ratio sigma^-2 (1 - sigma)^2 by s^2.
/// </summary>
public sealed record FlowShift
{
    private readonly double _shift = 1;
    private readonly double? _terminal;

    /// <summary>No shift: the levels stay as they are.</summary>
    public static FlowShift None { get; } = new();

    /// <summary>
    /// The constant shift s, above 0. Default 1, none; Stable Diffusion 3 states 3. Not used where <see cref="Dynamic"/> is set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive, finite number.</exception>
    public double Shift
    {
        get => _shift;
        init => _shift = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "The shift must be a positive, finite number; 1 is none, Stable Diffusion 3 uses 3.");
    }

    /// <summary>Whether the shift follows the resolution by <see cref="Mu"/>, as FLUX does. Default false.</summary>
    public bool Dynamic { get; init; }

    /// <summary>How mu enters. Default exponential.</summary>
    public TimeShift Kind { get; init; }

    /// <summary>The parameter of a dynamic shift; null until the resolution is known (<see cref="ForTokens"/>).</summary>
    public double? Mu { get; init; }

    /// <summary>mu at <see cref="BaseTokens"/>. Default 0.5.</summary>
    public double BaseMu { get; init; } = 0.5;

    /// <summary>mu at <see cref="MaxTokens"/>. Default 1.15.</summary>
    public double MaxMu { get; init; } = 1.15;

    /// <summary>The smaller number of picture tokens that mu is stated for. Default 256, 256 x 256 pixels.</summary>
    public int BaseTokens { get; init; } = 256;

    /// <summary>The larger number of picture tokens that mu is stated for. Default 4096, 1024 x 1024 pixels.</summary>
    public int MaxTokens { get; init; } = 4096;

    /// <summary>Where the last level before 0 is stretched to, in (0, 1); null leaves it. Default null; LTX-Video states 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in (0, 1).</exception>
    public double? Terminal
    {
        get => _terminal;
        init => _terminal = value is null or (> 0 and < 1) ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "The terminal level must lie between 0 and 1.");
    }

    /// <summary>The same with mu for a picture: linear in its number of tokens. A shift that is not dynamic stays as it is.</summary>
    /// <param name="tokens">
    /// Tokens of the picture, at least 1: width / 16 x height / 16 in pixels for a model that sees patches of 2 x 2 latents of an
    /// eighth of the resolution.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There are no tokens.</exception>
    public FlowShift ForTokens(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        var slope = (MaxMu - BaseMu) / (MaxTokens - BaseTokens);
        return Dynamic ? this with { Mu = slope * tokens + BaseMu - slope * BaseTokens } : this;
    }

    /// <summary>One level shifted.</summary>
    /// <param name="sigma">The level, 0 to 1.</param>
    /// <exception cref="InvalidOperationException">The shift is dynamic and mu is not known.</exception>
    public double Apply(double sigma)
    {
        if (!Dynamic)
        {
            // By rounding alone 1 could become more than 1.
            return Math.Min(Shift * sigma / (1 + (Shift - 1) * sigma), 1);
        }

        var mu = Mu ?? throw new InvalidOperationException(
            "The shift follows the resolution (use_dynamic_shifting), so mu must be known: take ForTokens(width / 16 * height / 16), or "
                + "set Mu.");
        var factor = Kind == TimeShift.Exponential ? Math.Exp(mu) : mu;
        return sigma == 0 ? 0 : factor / (factor + (1 / sigma - 1));
    }

    /// <summary>Levels shifted and, with <see cref="Terminal"/>, stretched.</summary>
    internal double[] Apply(double[] sigmas) => Stretched(Array.ConvertAll(sigmas, Apply));

    /// <summary>1 - sigma is scaled so that the last level is the terminal one: what LTX-Video does.</summary>
    private double[] Stretched(double[] sigmas)
    {
        if (Terminal is not { } terminal)
        {
            return sigmas;
        }

        var scale = (1 - sigmas[^1]) / (1 - terminal);
        return scale > 0
            ? Array.ConvertAll(sigmas, sigma => 1 - (1 - sigma) / scale)
            : throw new ArgumentException(
                Invariant($"shift_terminal {terminal} needs at least two steps: the only level is 1, which cannot be moved."));
    }
}
