using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Inference;

/// <summary>An input or output of a graph: name, element type, dimensions (-1 where free).</summary>
internal sealed record TensorSignature(string Name, TensorElementType Type, int[] Dimensions)
{
    public int Rank => Dimensions.Length;

    public bool IsFloatingPoint => Type is TensorElementType.Float or TensorElementType.Float16;

    public bool IsInteger => Type is TensorElementType.Int32 or TensorElementType.Int64;

    /// <summary>A dimension that the graph fixes, or null where it is free.</summary>
    public int? Fixed(int axis) => axis < Rank && Dimensions[axis] > 0 ? Dimensions[axis] : null;

    public override string ToString()
        => $"{Name} {Type.ToString().ToLowerInvariant()}[{string.Join(",", Dimensions.Select(size => size > 0 ? size.ToString(System.Globalization.CultureInfo.InvariantCulture) : "?"))}]";
}
