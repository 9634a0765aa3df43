using DiffusionCourse.Numerics;

namespace DiffusionCourse.Noise;

/// <summary>
/// Standard normal numbers from a seed, the same bits on every platform and in every version of this library, however they
/// are asked for (one by one or many at once, as float or as double).
/// </summary>
/// <remarks>
/// Number i of a seed: block i / 2 of Philox 4x32-10 (key: the seed; counter: the block's number) gives four words of 32 bits;
/// the first two (even i) or the last two (odd i), the earlier one less significant, give a 64-bit number whose upper 52 bits
/// are k; u = (2 k + 1) / 2^53, never 0 or 1; the number is the normal quantile of u (Wichura's AS 241). A float is the
/// rounded double. PyTorch's and NumPy's generators give other numbers for the same seed, so pictures differ from theirs.
/// Not thread-safe.
/// </remarks>
/// <param name="seed">Any value; different seeds give unrelated streams.</param>
public sealed class GaussianNoise(ulong seed) : INoiseSource
{
    private const double Unit = 1.0 / (1L << 53);

    /// <summary>The seed that the stream was made from.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>How many numbers were drawn; the next one has this index.</summary>
    public ulong Position { get; private set; }

    /// <summary>The next number.</summary>
    public double Next()
    {
        var value = Draw(Position);
        Position++;
        return value;
    }

    /// <inheritdoc/>
    public void Fill(Span<double> destination)
    {
        var i = 0;
        if ((Position & 1) != 0 && destination.Length > 0)
        {
            destination[i++] = Next();
        }

        for (; i + 1 < destination.Length; i += 2)
        {
            (destination[i], destination[i + 1]) = DrawPair(Position >> 1);
            Position += 2;
        }

        if (i < destination.Length)
        {
            destination[i] = Next();
        }
    }

    /// <inheritdoc/>
    public void Fill(Span<float> destination)
    {
        var i = 0;
        if ((Position & 1) != 0 && destination.Length > 0)
        {
            destination[i++] = (float)Next();
        }

        for (; i + 1 < destination.Length; i += 2)
        {
            var (first, second) = DrawPair(Position >> 1);
            destination[i] = (float)first;
            destination[i + 1] = (float)second;
            Position += 2;
        }

        if (i < destination.Length)
        {
            destination[i] = (float)Next();
        }
    }

    private double Draw(ulong index)
    {
        var (first, second) = DrawPair(index >> 1);
        return (index & 1) == 0 ? first : second;
    }

    private (double First, double Second) DrawPair(ulong block)
    {
        var (a, b, c, d) = Philox.Block(((uint)block, (uint)(block >> 32), 0, 0), Seed);
        return (NormalQuantile.Of(Uniform(a, b)), NormalQuantile.Of(Uniform(c, d)));
    }

    private static double Uniform(uint low, uint high) => (double)((((((ulong)high << 32) | low) >> 12) << 1) | 1) * Unit;
}
