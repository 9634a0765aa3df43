using System.Numerics;

namespace DiffusionCourse.Guidance;

/// <summary>
/// Classifier-free guidance: Ho and Salimans 2022 (arXiv:2207.12598), eq. 6, optionally rescaled as Lin et al. 2023
/// (arXiv:2305.08891), eq. 15 and 16, propose against overexposure.
/// </summary>
/// <remarks>
/// guided = unconditional + w (conditional - unconditional). With the paper's w' = w - 1 it reads
/// (1 + w') conditional - w' unconditional. Cost: two UNet evaluations a call for w above 1, one otherwise.
/// </remarks>
public sealed record ClassifierFreeGuidance : GuidanceRule
{
    private readonly double _rescale;

    /// <summary>Guidance of constant strength.</summary>
    /// <param name="scale">w, at least 0; at 1 or below only the conditional prediction is used. Usual: 5 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is negative or not finite.</exception>
    public ClassifierFreeGuidance(double scale) => Scale = CheckScale(scale, nameof(scale));

    /// <summary>The guidance scale w.</summary>
    public double Scale { get; }

    /// <summary>
    /// phi in [0, 1]: how far the guided prediction's standard deviation is pulled back to the conditional one's. Default 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public double Rescale
    {
        get => _rescale;
        init => _rescale = CheckRescale(value);
    }

    /// <inheritdoc/>
    public override double ScaleAt(GuidanceStep step) => Scale;

    /// <summary>destination = unconditional + scale (conditional - unconditional). Allocates nothing.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="unconditional">The prediction for the empty or negative prompt.</param>
    /// <param name="conditional">The prediction for the prompt, of equal length.</param>
    /// <param name="scale">w.</param>
    /// <param name="destination">Receives the result, of equal length; may be one of the others.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Combine<T>(ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, T scale, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GuidanceKernel.Extrapolate(unconditional, conditional, scale, destination);

    /// <summary>
    /// Lin et al. 2023, eq. 15 and 16, on one sample, in place: guided becomes
    /// phi guided std(conditional) / std(guided) + (1 - phi) guided, with the unbiased standard deviation over all elements.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="guided">The guided prediction of one sample, at least two elements; changed in place.</param>
    /// <param name="conditional">The conditional prediction, of equal length.</param>
    /// <param name="rescale">phi, 0 to 1; the paper uses 0.7.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">phi is not in [0, 1].</exception>
    public static void RescaleDeviation<T>(Span<T> guided, ReadOnlySpan<T> conditional, double rescale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckRescale(rescale);
        var deviation = GuidanceKernel.StandardDeviation<T>(guided);
        if (rescale == 0 || deviation == 0)
        {
            return;
        }

        var factor = rescale * (GuidanceKernel.StandardDeviation(conditional) / deviation) + (1 - rescale);
        GuidanceKernel.Scale(guided, T.CreateChecked(factor));
    }

    internal override void Apply<T>(
        double scale, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> memory, Span<T> destination) =>
        Guide(scale, Rescale, unconditional, conditional, destination);

    internal static void Guide<T>(
        double scale, double rescale, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Taken first: the destination may be the conditional prediction itself.
        var deviation = rescale > 0 ? GuidanceKernel.StandardDeviation(conditional) : 0;
        GuidanceKernel.Extrapolate(unconditional, conditional, T.CreateChecked(scale), destination);
        if (rescale > 0 && GuidanceKernel.StandardDeviation<T>(destination) is > 0 and var guided)
        {
            GuidanceKernel.Scale(destination, T.CreateChecked(rescale * (deviation / guided) + (1 - rescale)));
        }
    }
}
