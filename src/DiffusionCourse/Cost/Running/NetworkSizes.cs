using DiffusionCourse.Inference;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cost.Running;

/// <summary>Sizes for the dimensions that a graph leaves open.</summary>
internal sealed record NetworkSizes
{
    /// <summary>Channels of pictures or latents.</summary>
    public int Channels { get; init; } = 4;

    public int Height { get; init; } = 1;

    public int Width { get; init; } = 1;

    /// <summary>Tokens of a text.</summary>
    public int Tokens { get; init; } = 77;

    /// <summary>Numbers of a token's embedding.</summary>
    public int TextWidth { get; init; } = 768;

    /// <summary>Shapes that were asked for, by the input's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Stated { get; init; } = new Dictionary<string, IReadOnlyList<int>>();

    /// <summary>The shape of an input for one sample.</summary>
    /// <exception cref="ModelException">A dimension is free and of no known meaning, or a stated shape does not fit.</exception>
    public long[] ShapeOf(TensorSignature input, string path)
    {
        if (Stated.TryGetValue(input.Name, out var stated))
        {
            return stated.Count == input.Rank && stated.Index().All(size =>
                size.Item > 0 && (input.Fixed(size.Index) ?? size.Item) == size.Item) ? [.. stated]
                : throw new ModelException(
                    $"The shape {string.Join('x', stated)} does not fit the input {input} of '{path}': state as many sizes above 0, and "
                        + "the fixed ones as they are.");
        }

        int?[] usual = input.Rank switch
        {
            0 => [],
            1 => [1],
            2 when input.IsInteger => [1, Tokens],
            3 => [1, Tokens, TextWidth],
            4 => [1, Channels, Height, Width],
            _ => [.. Enumerable.Range(0, input.Rank).Select(axis => axis == 0 ? 1 : (int?)null)],
        };
        return [.. usual.Select((size, axis) => input.Fixed(axis) ?? size
            ?? throw new ModelException(
                $"The input {input} of '{path}' leaves dimension {axis + 1} open, and nothing says how large it is: state its shape, "
                    + $"such as {input.Name}=1x4x64x64."))];
    }
}
