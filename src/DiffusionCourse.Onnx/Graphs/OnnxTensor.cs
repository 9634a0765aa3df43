namespace DiffusionCourse.Models.Onnx;

/// <summary>An initialiser of a graph, without its numbers.</summary>
internal sealed record OnnxTensor(string Name, OnnxElementType Type, IReadOnlyList<long> Dimensions)
{
    public long Elements => Dimensions.Aggregate(1L, (product, size) => product * size);

    /// <summary>
    /// Whether it holds learnt numbers: floating-point ones, or weights quantised to 8 bits. Indices and shapes are integers of other
    /// widths.
    /// </summary>
    public bool IsLearnt => Type is OnnxElementType.Float or OnnxElementType.Half or OnnxElementType.BFloat16 or OnnxElementType.Double
        || (Type is OnnxElementType.Int8 or OnnxElementType.UInt8 && Dimensions.Count >= 2);
}
