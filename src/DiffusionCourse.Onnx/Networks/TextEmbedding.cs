using System.Numerics.Tensors;
using DiffusionCourse.Noise;

namespace DiffusionCourse.Inference;

/// <summary>What the text encoder makes of a prompt: one vector a token. Immutable.</summary>
public sealed class TextEmbedding
{
    private readonly float[] _values;

    /// <summary>Makes an embedding from values, which are copied.</summary>
    /// <param name="values">Context x width values, token by token.</param>
    /// <param name="context">Number of tokens, padding included; at least 1, 77 for Stable Diffusion.</param>
    /// <param name="width">Values a token; at least 1, 768 for Stable Diffusion v1.</param>
    /// <exception cref="ArgumentException">The number of values does not fit, or one is not finite.</exception>
    public TextEmbedding(ReadOnlySpan<float> values, int context, int width)
        : this(values.ToArray(), context, width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(context, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length != (long)context * width)
        {
            throw new ArgumentException(
                $"An embedding of {context} tokens with {width} values each has {(long)context * width} values; {values.Length} were "
                    + "given.",
                nameof(values));
        }

        if (!TensorPrimitives.IsFiniteAll(values))
        {
            throw new ArgumentException("An embedding holds values that are not finite.", nameof(values));
        }
    }

    internal TextEmbedding(float[] owned, int context, int width)
    {
        _values = owned;
        Context = context;
        Width = width;
    }

    /// <summary>Number of tokens, padding included.</summary>
    public int Context { get; }

    /// <summary>Values a token.</summary>
    public int Width { get; }

    /// <summary>Context x width values, token by token.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>An embedding on the way from one to another: each token's vector moves along the arc between the two (slerp).</summary>
    /// <param name="from">The embedding at share 0.</param>
    /// <param name="to">The embedding at share 1, of the same size.</param>
    /// <param name="share">Usually 0 to 1; any finite number.</param>
    /// <exception cref="ArgumentException">The sizes differ, or the share is not finite.</exception>
    public static TextEmbedding Between(TextEmbedding from, TextEmbedding to, double share)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Context != to.Context || from.Width != to.Width)
        {
            throw new ArgumentException($"The embeddings have {from} and {to}: only embeddings of one size can be mixed.", nameof(to));
        }

        var values = new float[from._values.Length];
        for (var at = 0; at < values.Length; at += from.Width)
        {
            SphericalInterpolation.Between(
                from.Values.Slice(at, from.Width), to.Values.Slice(at, from.Width), share, values.AsSpan(at, from.Width));
        }

        return new(values, from.Context, from.Width);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Context} tokens x {Width} values";
}
