namespace DiffusionCourse.Guidance;

/// <summary>
/// Guidance only while the noise level lies within an interval: Kynkäänniemi et al. 2024 (arXiv:2404.07724), eq. 5. Outside it
/// the conditional prediction is used as it is.
/// </summary>
/// <remarks>
/// At high noise guidance narrows what can come out, at low noise it changes little. Cost: two UNet evaluations for calls
/// inside the interval, one outside.
/// </remarks>
public sealed record GuidanceInterval : GuidanceRule
{
    /// <summary>Restricts a rule to an interval of noise levels.</summary>
    /// <param name="inner">The rule inside the interval.</param>
    /// <param name="above">Active at sigma above this, at least 0.</param>
    /// <param name="upTo">Active at sigma up to this, above <paramref name="above"/>; infinity leaves it open.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limits are not 0 &lt;= above &lt; upTo.</exception>
    public GuidanceInterval(GuidanceRule inner, double above, double upTo = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (!(above >= 0 && upTo > above))
        {
            throw new ArgumentOutOfRangeException(
                nameof(above),
                Invariant($"The interval must satisfy 0 <= above < upTo (noise levels sigma); got above {above} and upTo {upTo}."));
        }

        Inner = inner;
        Above = above;
        UpTo = upTo;
    }

    /// <summary>The rule inside the interval.</summary>
    public GuidanceRule Inner { get; }

    /// <summary>Lower limit of sigma, excluded.</summary>
    public double Above { get; }

    /// <summary>Upper limit of sigma, included.</summary>
    public double UpTo { get; }

    /// <inheritdoc/>
    public override double ScaleAt(GuidanceStep step) => step.Sigma > Above && step.Sigma <= UpTo ? Inner.ScaleAt(step) : 1;

    internal override int MemoryFor(int length) => Inner.MemoryFor(length);

    internal override void Apply<T>(
        double scale, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> memory, Span<T> destination) =>
        Inner.Apply(scale, unconditional, conditional, memory, destination);
}
