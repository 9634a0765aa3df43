using System.Numerics;

namespace DiffusionCourse.Guidance;

/// <summary>
/// How the conditional and the unconditional prediction of a step become one. Immutable; a <see cref="GuidanceRun{T}"/> holds
/// what a rule remembers between steps.
/// </summary>
/// <remarks>
/// The guidance scale w here is the one of Imagen and diffusers: prediction = unconditional + w (conditional - unconditional),
/// so 1 is the plain conditional prediction. Ho and Salimans 2022 (arXiv:2207.12598) count w' = w - 1.
/// Cost: two UNet evaluations where the scale is above 1, one where it is not.
/// </remarks>
public abstract record GuidanceRule
{
    private protected GuidanceRule()
    {
    }

    /// <summary>No guidance: the conditional prediction, one UNet evaluation a call.</summary>
    public static GuidanceRule None { get; } = new ClassifierFreeGuidance(1);

    /// <summary>The guidance scale in force at a step. At 1 or below only the conditional prediction is used.</summary>
    /// <param name="step">Where in the run.</param>
    public abstract double ScaleAt(GuidanceStep step);

    /// <summary>Whether the unconditional prediction is needed at a step; if not, the conditional one is the answer.</summary>
    /// <param name="step">Where in the run.</param>
    public bool IsActiveAt(GuidanceStep step) => ScaleAt(step) > 1;

    /// <summary>UNet evaluations that a step costs for each sample: 2 where guidance is active, otherwise 1.</summary>
    /// <param name="step">Where in the run.</param>
    public int EvaluationsAt(GuidanceStep step) => IsActiveAt(step) ? 2 : 1;

    /// <summary>Starts a run of one sample in single precision, as networks compute. All buffers are allocated here.</summary>
    /// <param name="length">Elements of the sample, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public GuidanceRun<float> Start(int length) => Start<float>(length);

    /// <summary>Starts a run. All buffers are allocated here.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="length">Elements of the whole batch.</param>
    /// <param name="batchSize">Samples in the batch; statistics and projections are taken within each. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not a positive multiple of the batch size.</exception>
    public GuidanceRun<T> Start<T>(int length, int batchSize = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (batchSize < 1 || length < 1 || length % batchSize != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"The length must be a positive multiple of the batch size, {batchSize}.");
        }

        return new GuidanceRun<T>(this, length, batchSize);
    }

    /// <summary>Elements that the rule keeps between steps, for a given batch length.</summary>
    internal virtual int MemoryFor(int length) => 0;

    /// <summary>Combines the predictions of one sample; the scale is above 1.</summary>
    internal abstract void Apply<T>(
        double scale, ReadOnlySpan<T> unconditional, ReadOnlySpan<T> conditional, Span<T> memory, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private protected static double CheckScale(double scale, string parameter) => double.IsFinite(scale) && scale >= 0
        ? scale
        : throw new ArgumentOutOfRangeException(
            parameter, scale, "The guidance scale must be a finite number of at least 0; 1 switches guidance off, 7.5 is usual.");

    private protected static double CheckRescale(double rescale) => rescale is >= 0 and <= 1
        ? rescale
        : throw new ArgumentOutOfRangeException(
            nameof(rescale), rescale, "The guidance rescale must lie in [0, 1]; 0 leaves the prediction alone, 0.7 is usual.");
}
