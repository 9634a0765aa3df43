using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DiffusionCourse.Models.Onnx;
using Google.Protobuf;

namespace DiffusionCourse.Models;

/// <summary>A weight of an ONNX graph: its name, shape, element type and values.</summary>
/// <param name="Name">The name by which nodes ask for it.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Precision">How it is stored: 32 or 16 bits.</param>
/// <param name="Values">Its values.</param>
internal sealed record WeightTensor(string Name, long[] Shape, WeightPrecision Precision, float[] Values)
{
    // What has fewer values is a bias, a norm or a constant.
    private const int LeastValues = 1024;

    /// <summary>Reads a weight of 32 or 16 bits with two dimensions or more; null for any other tensor.</summary>
    /// <exception cref="ModelException">The values lie in a file of their own, or are too few.</exception>
    public static WeightTensor? Read(TensorProto tensor, string path)
    {
        var type = (OnnxElementType)tensor.DataType;
        var elements = tensor.Dims.Aggregate(1L, (all, side) => all * side);
        if (type is not (OnnxElementType.Float or OnnxElementType.Half) || tensor.Dims.Count < 2 || elements < LeastValues)
        {
            return null;
        }

        if (tensor.DataLocation != 0)
        {
            throw new ModelException(
                $"'{path}' keeps the weight '{tensor.Name}' in a file of its own, "
                + "and only weights inside the graph can be stored in another precision. "
                + "Fetch an export in that precision.");
        }

        var isHalf = type == OnnxElementType.Half;
        var values = ValuesOf(tensor, isHalf);
        return values.Length == elements ? new(
            tensor.Name, [.. tensor.Dims], isHalf ? WeightPrecision.Float16 : WeightPrecision.Float32, values)
            : throw new ModelException(
                $"'{path}' is damaged: the weight '{tensor.Name}' of {string.Join(" x ", tensor.Dims)} has {values.Length} values. Fetch "
                    + "the model again.");
    }

    private static float[] ValuesOf(TensorProto tensor, bool isHalf) => (tensor.HasRawData, isHalf) switch
    {
        (true, true) => Singles(MemoryMarshal.Cast<byte, Half>(tensor.RawData.Span)),
        (true, false) => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray(),
        (false, true) => [],
        (false, false) => [.. tensor.FloatData],
    };

    /// <summary>The output channels: rows of a convolution's weight, columns of a matrix.</summary>
    public int ChannelAxis => Shape.Length == 2 ? 1 : 0;

    /// <summary>The tensor message of 32- or 16-bit values.</summary>
    public static TensorProto Message(string name, long[] shape, WeightPrecision precision, float[] values) => precision switch
    {
        WeightPrecision.Float16 => Message(name, shape, OnnxElementType.Half, Bytes(Halves(values))),
        _ => Message(name, shape, OnnxElementType.Float, Bytes(values)),
    };

    /// <summary>The tensor message of 8-bit values.</summary>
    public static TensorProto Message(string name, long[] shape, sbyte[] values)
        => Message(name, shape, OnnxElementType.Int8, Bytes(values));

    private static TensorProto Message(string name, long[] shape, OnnxElementType type, ByteString raw) =>
        new() { Name = name, Dims = { shape }, DataType = (int)type, RawData = raw };

    private static float[] Singles(ReadOnlySpan<Half> values)
    {
        var singles = new float[values.Length];
        TensorPrimitives.ConvertToSingle(values, singles);
        return singles;
    }

    private static Half[] Halves(ReadOnlySpan<float> values)
    {
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return halves;
    }

    private static ByteString Bytes<T>(T[] values)
        where T : struct => ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));
}
