namespace DiffusionCourse.Guidance;

/// <summary>
/// Guidance along the part of the direction that is perpendicular to the conditional prediction only: the projection of Sadat
/// et al. 2024 (arXiv:2410.02416), eq. 8, without momentum and norm limit.
/// </summary>
/// <remarks>
/// This is a part of <see cref="AdaptiveProjectedGuidance"/>, not Perp-Neg (<see cref="PerpNegGuidance"/>), which projects negative
/// prompts.
/// Cost: two UNet evaluations a call for w above 1, one otherwise.
/// </remarks>
public sealed record ProjectedGuidance : GuidanceRule
{
    /// <summary>Projected guidance of constant strength.</summary>
    /// <param name="scale">w, at least 0; at 1 or below only the conditional prediction is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is negative or not finite.</exception>
    public ProjectedGuidance(double scale) => Scale = CheckScale(scale, nameof(scale));

    /// <summary>The guidance scale w.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override double ScaleAt(GuidanceStep step) => Scale;

    internal override void Apply<T>(
        double scale, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> memory, Span<T> destination) =>
        AdaptiveProjectedGuidance.Project(scale, 0, double.PositiveInfinity, 0, unconditional, conditional, memory, destination);
}
