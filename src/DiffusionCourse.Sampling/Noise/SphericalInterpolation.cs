using System.Numerics.Tensors;

namespace DiffusionCourse.Noise;

/// <summary>
/// Interpolation along the arc between two vectors (slerp: Shoemake 1985), which keeps their length: noise between two noises is
/// noise again, where the straight line would give something weaker.
/// </summary>
public static class SphericalInterpolation
{
    // As good as parallel: the arc is a line there, and its formula divides by nearly nothing.
    private const double Parallel = 0.9995;

    /// <summary>
    /// The vector at a share of the way: sin((1 - s) a) / sin(a) from + sin(s a) / sin(a) to, a being the angle between them.
    /// </summary>
    /// <param name="from">Any length; initial noise or latents, say.</param>
    /// <param name="to">As long as <paramref name="from"/>.</param>
    /// <param name="share">0 for <paramref name="from"/>, 1 for <paramref name="to"/>; any finite number.</param>
    /// <exception cref="ArgumentException">The lengths differ, a vector is empty, or the share is not finite.</exception>
    public static float[] Between(IReadOnlyList<float> from, IReadOnlyList<float> to, double share)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var result = new float[from.Count];
        Between(from as float[] ?? [.. from], to as float[] ?? [.. to], share, result);
        return result;
    }

    internal static void Between(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double share, Span<float> destination)
    {
        if (from.Length != to.Length || from.Length == 0)
        {
            throw new ArgumentException(
                $"The vectors have {from.Length} and {to.Length} values: they must be equally long, and not empty.", nameof(to));
        }

        if (!double.IsFinite(share))
        {
            throw new ArgumentException(
                Invariant($"The share is {share}: it must be a finite number, 0 for the first vector and 1 for the second."),
                nameof(share));
        }

        var (first, second) = Weights(from, to, share);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)(first * from[i] + second * to[i]);
        }
    }

    private static (double First, double Second) Weights(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double share)
    {
        var lengths = Math.Sqrt((double)TensorPrimitives.SumOfSquares(from) * TensorPrimitives.SumOfSquares(to));
        var cosine = lengths == 0 ? 1 : TensorPrimitives.Dot(from, to) / lengths;
        if (Math.Abs(cosine) > Parallel)
        {
            return (1 - share, share);
        }

        double angle = Math.Acos(cosine), sine = Math.Sin(angle);
        return (Math.Sin((1 - share) * angle) / sine, Math.Sin(share * angle) / sine);
    }
}
