namespace DiffusionCourse.Cost;

/// <summary>The positions that a layer works on: a picture, a sequence (one row), or a single vector.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
public readonly record struct Resolution(int Width, int Height)
{
    /// <summary>A single vector, such as the timestep's embedding.</summary>
    public static Resolution Vector { get; } = new(1, 1) { Kind = "1 vector" };

    // What is no picture, however small, has a name.
    private string? Kind { get; init; }

    /// <summary>Positions in all.</summary>
    public long Positions => (long)Width * Height;

    /// <summary>A sequence of tokens.</summary>
    /// <param name="length">Its length.</param>
    public static Resolution Sequence(int length) => new(length, 1) { Kind = Invariant($"{length} tokens") };

    /// <inheritdoc/>
    public override string ToString() => Kind ?? Invariant($"{Width} x {Height}");

    internal Resolution Times(int factor) => new(Width * factor, Height * factor);

    // A convolution with stride 2 and padding 1 rounds up.
    internal Resolution DividedBy(int factor) => new((Width + factor - 1) / factor, (Height + factor - 1) / factor);
}
