namespace DiffusionCourse.Noise;

/// <summary>A stream of standard normal numbers, consumed in order.</summary>
/// <remarks>One source belongs to one sample of a batch, so that a batch gives the pictures that one-by-one generation gives.</remarks>
public interface INoiseSource
{
    /// <summary>Overwrites <paramref name="destination"/> with the next draws from N(0, 1).</summary>
    /// <param name="destination">Any length; each element takes one draw.</param>
    void Fill(Span<float> destination);

    /// <inheritdoc cref="Fill(Span{float})"/>
    void Fill(Span<double> destination);
}
