namespace DiffusionCourse.Guidance;

/// <summary>
/// Classifier-free guidance whose scale is a function of the step: w(t), as Wang et al. 2024 (arXiv:2404.13040) compare.
/// </summary>
/// <remarks>Cost: two UNet evaluations for calls whose scale is above 1, one for the others.</remarks>
public sealed record GuidanceSchedule : GuidanceRule
{
    private readonly Func<GuidanceStep, double> _scale;
    private readonly double _rescale;

    /// <summary>Guidance by a function.</summary>
    /// <param name="scale">Gives w for a step; at least 0 and finite. At 1 or below only the conditional prediction is used.</param>
    public GuidanceSchedule(Func<GuidanceStep, double> scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        _scale = scale;
    }

    /// <summary>phi in [0, 1], as <see cref="ClassifierFreeGuidance.Rescale"/>. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in [0, 1].</exception>
    public double Rescale
    {
        get => _rescale;
        init => _rescale = CheckRescale(value);
    }

    /// <summary>A scale that moves in a straight line from the first call to the last.</summary>
    /// <param name="first">w at the first call, at least 0.</param>
    /// <param name="last">w at the last call, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A scale is negative or not finite.</exception>
    public static GuidanceSchedule Linear(double first, double last)
    {
        CheckScale(first, nameof(first));
        CheckScale(last, nameof(last));
        return new GuidanceSchedule(step => first + (last - first) * step.Progress);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The function gave a negative scale or one that is not finite.</exception>
    public override double ScaleAt(GuidanceStep step) => CheckScale(_scale(step), nameof(_scale));

    internal override void Apply<T>(
        double scale, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> memory, Span<T> destination) =>
        ClassifierFreeGuidance.Guide(scale, Rescale, unconditional, conditional, destination);
}
