namespace DiffusionCourse.Schedulers;

/// <summary>How the predicted x_0 is kept within the range of the data. Meant for models in pixel space; latents are not limited.</summary>
public sealed record OriginalLimit
{
    private OriginalLimit()
    {
    }

    /// <summary>No limit: the default of Stable Diffusion.</summary>
    public static OriginalLimit None { get; } = new();

    /// <summary>Half-width of the range that x_0 is clamped to; 0 where it is not.</summary>
    public double Range { get; private init; }

    /// <summary>Quantile of |x_0| for dynamic thresholding, in (0, 1]; 0 where it is not used.</summary>
    public double Ratio { get; private init; }

    /// <summary>Upper bound of the dynamic threshold, at least 1.</summary>
    public double Maximum { get; private init; } = 1;

    internal bool IsNone => Range == 0 && Ratio == 0;

    internal bool IsDynamic => Ratio > 0;

    /// <summary>Clamps x_0 to [-range, range].</summary>
    /// <param name="range">Positive and finite. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not a positive, finite number.</exception>
    public static OriginalLimit Clamp(double range = 1) => range > 0 && double.IsFinite(range)
        ? new() { Range = range }
        : throw new ArgumentOutOfRangeException(
            nameof(range), range, "The clamping range of x_0 (clip_sample_range) must be a positive, finite number.");

    /// <summary>
    /// Dynamic thresholding, Saharia et al. 2022 (arXiv:2205.11487), section 2.3: with s the given quantile of |x_0| within one
    /// sample, itself clamped to [1, maximum], x_0 becomes clamp(x_0, -s, s) / s.
    /// </summary>
    /// <param name="ratio">The quantile, in (0, 1]. Default 0.995.</param>
    /// <param name="maximum">Upper bound of s, at least 1. Default 1, which makes it a plain clamp to [-1, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public static OriginalLimit Dynamic(double ratio = 0.995, double maximum = 1)
    {
        if (!(ratio is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ratio), ratio, "The dynamic thresholding ratio must lie in (0, 1]; the paper uses 0.995.");
        }

        return maximum >= 1 && double.IsFinite(maximum)
            ? new() { Ratio = ratio, Maximum = maximum }
            : throw new ArgumentOutOfRangeException(
                nameof(maximum), maximum, "The largest threshold (sample_max_value) must be finite and at least 1.");
    }
}
