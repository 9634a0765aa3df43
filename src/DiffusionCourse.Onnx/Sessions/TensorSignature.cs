using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Inference;

/// <summary>An input or output of a graph: name, element type, dimensions (-1 where free) and the names of the free ones.</summary>
internal sealed record TensorSignature(string Name, TensorElementType Type, int[] Dimensions, string[] DimensionNames)
{
    public int Rank => Dimensions.Length;

    public bool IsFloatingPoint => Type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.Double;

    public bool IsInteger => Type is TensorElementType.Int32 or TensorElementType.Int64;

    /// <summary>A dimension that the graph fixes, or null where it is free.</summary>
    public int? Fixed(int axis) => axis < Rank && Dimensions[axis] > 0 ? Dimensions[axis] : null;

    /// <summary>Whether two free dimensions carry one name, so that the graph wants them equal.</summary>
    public bool Shares(int axis, TensorSignature other, int otherAxis)
        => Named(axis) is { Length: > 0 } name && name == other.Named(otherAxis);

    public override string ToString() => $"{Name} {Type.ToString().ToLowerInvariant()}[{string.Join(",", Dimensions.Select(Size))}]";

    private string? Named(int axis) => axis < DimensionNames.Length ? DimensionNames[axis] : null;

    private string Size(int size, int axis)
        => size > 0 ? size.ToString(System.Globalization.CultureInfo.InvariantCulture) : Named(axis) is { Length: > 0 } name ? name : "?";
}
