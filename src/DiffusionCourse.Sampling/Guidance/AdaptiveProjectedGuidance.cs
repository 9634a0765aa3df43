using System.Numerics;

namespace DiffusionCourse.Guidance;

/// <summary>
/// Adaptive projected guidance: Sadat et al. 2024 (arXiv:2410.02416), algorithm 1. The guidance direction is averaged over
/// steps with negative momentum, bounded in length, and its part along the conditional prediction, which drives
/// oversaturation, is weakened.
/// </summary>
/// <remarks>
/// guided = conditional + (w - 1) (perpendicular part + <see cref="ParallelShare"/> parallel part) of the direction
/// conditional - unconditional. The projections act on whatever the model predicts; the paper applies them to predicted x_0.
/// Cost: two UNet evaluations a call for w above 1, one otherwise, and one kept buffer where momentum is used.
/// </remarks>
public sealed record AdaptiveProjectedGuidance : GuidanceRule
{
    private readonly double _momentum = -0.5;
    private readonly double _normThreshold = 15;
    private readonly double _parallelShare;

    /// <summary>Projected guidance of constant strength.</summary>
    /// <param name="scale">w, at least 0; at 1 or below only the conditional prediction is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is negative or not finite.</exception>
    public AdaptiveProjectedGuidance(double scale) => Scale = CheckScale(scale, nameof(scale));

    /// <summary>The guidance scale w.</summary>
    public double Scale { get; }

    /// <summary>
    /// beta in (-1, 1): share of the earlier direction that is added; negative pushes away from it. 0 switches it off. Default -0.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in (-1, 1).</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = value is > -1 and < 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "The momentum must lie in (-1, 1); the paper uses -0.75 to 0.");
    }

    /// <summary>
    /// r: the direction's Euclidean norm over one sample is limited to this, above 0; infinity does not limit it. Default 15.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public double NormThreshold
    {
        get => _normThreshold;
        init => _normThreshold = value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "The norm threshold must be above 0; infinity switches it off.");
    }

    /// <summary>eta in [0, 1]: how much of the parallel part is kept; 1 keeps all. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public double ParallelShare
    {
        get => _parallelShare;
        init => _parallelShare = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, "The parallel share must lie in [0, 1].");
    }

    /// <inheritdoc/>
    public override double ScaleAt(GuidanceStep step) => Scale;

    internal override int MemoryFor(int length) => Momentum == 0 ? 0 : length;

    internal override void Apply<T>(
        double scale, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> memory, Span<T> destination) =>
        Project(scale, Momentum, NormThreshold, ParallelShare, unconditional, conditional, memory, destination);

    internal static void Project<T>(
        double scale, double momentum, double limit, double parallelShare,
        ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> memory, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double length = 0, along = 0, own = 0;
        var kept = T.CreateChecked(momentum);
        for (var i = 0; i < conditional.Length; i++)
        {
            var direction = conditional[i] - unconditional[i];
            if (momentum != 0)
            {
                direction += kept * memory[i];
                memory[i] = direction;
            }

            double d = double.CreateTruncating(direction), c = double.CreateTruncating(conditional[i]);
            length += d * d;
            along += d * c;
            own += c * c;
        }

        var shrink = length > 0 ? Math.Min(1, limit / Math.Sqrt(length)) : 0;
        var parallel = own > 0 ? along / own : 0;
        var onDirection = T.CreateChecked((scale - 1) * shrink);
        var onConditional = T.CreateChecked(1 - (scale - 1) * shrink * (1 - parallelShare) * parallel);
        for (var i = 0; i < conditional.Length; i++)
        {
            var direction = momentum != 0 ? memory[i] : conditional[i] - unconditional[i];
            destination[i] = conditional[i] * onConditional + direction * onDirection;
        }
    }
}
