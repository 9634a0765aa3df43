using System.Numerics;

namespace DiffusionCourse.Guidance;

/// <summary>
/// Perp-Neg: Armandpour et al. 2023 (arXiv:2304.04968). Of each negative prompt only the part that is perpendicular to the
/// prompt's own direction is held against it, so that a negative prompt cannot take away what the prompt asks for.
/// </summary>
/// <remarks>
/// With d = positive - unconditional and d_i = negative_i - unconditional:
/// guided = unconditional + w (d - sum of weight_i (d_i - (d_i . d / d . d) d)). Each negative prompt costs one UNet evaluation more than
/// plain guidance, since the empty prompt is needed beside it; it is called by hand, in a loop of one's own, as a
/// <see cref="GuidanceRule"/> is given two predictions.
/// </remarks>
public static class PerpNegGuidance
{
    /// <summary>Combines the predictions of one sample. Allocates nothing.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="unconditional">The prediction for the empty prompt.</param>
    /// <param name="positive">The prediction for the prompt, of equal length.</param>
    /// <param name="negatives">The predictions for the negative prompts, one after the other: as many times the length as there are
    /// weights.</param>
    /// <param name="weights">How much each negative prompt counts, at least 0; 1 is usual.</param>
    /// <param name="scale">The guidance scale w, at least 0.</param>
    /// <param name="destination">Receives the result, of equal length; may be the unconditional or the positive prediction.</param>
    /// <remarks>
    /// Where the positive prediction is the unconditional one there is no direction to be perpendicular to; the paper leaves that open, and
    /// here each negative's whole direction counts.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight or the scale is negative or not finite.</exception>
    public static void Combine<T>(
        ReadOnlySpan<T> unconditional, ReadOnlySpan<T> positive, ReadOnlySpan<T> negatives, ReadOnlySpan<double> weights, double scale,
        Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = unconditional.Length;
        if (positive.Length != length || destination.Length != length || negatives.Length != length * weights.Length)
        {
            throw new ArgumentException(
                $"The predictions and the destination must be of equal length, the negatives that times the {weights.Length} weights; "
                    + $"got {length}, {positive.Length}, {destination.Length} and {negatives.Length}.",
                nameof(negatives));
        }

        Require(scale, nameof(scale));
        double own = 0;
        for (var j = 0; j < length; j++)
        {
            var d = Difference(positive[j], unconditional[j]);
            own += d * d;
        }

        // The direction d is kept with the factor 1 + sum of weight_i (d_i . d) / (d . d).
        double kept = 1;
        for (var i = 0; i < weights.Length; i++)
        {
            Require(weights[i], nameof(weights));
            double along = 0;
            for (var j = 0; j < length; j++)
            {
                along += Difference(negatives[i * length + j], unconditional[j]) * Difference(positive[j], unconditional[j]);
            }

            kept += own > 0 ? weights[i] * along / own : 0;
        }

        for (var j = 0; j < length; j++)
        {
            var guided = kept * Difference(positive[j], unconditional[j]);
            for (var i = 0; i < weights.Length; i++)
            {
                guided -= weights[i] * Difference(negatives[i * length + j], unconditional[j]);
            }

            destination[j] = unconditional[j] + T.CreateChecked(scale * guided);
        }
    }

    private static double Difference<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => double.CreateTruncating(a) - double.CreateTruncating(b);

    private static void Require(double value, string parameter)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(parameter, value, "Weights and scale of Perp-Neg must be finite and at least 0.");
        }
    }
}
