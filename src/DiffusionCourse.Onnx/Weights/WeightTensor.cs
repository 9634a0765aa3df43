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
    private const ulong Float = (ulong)OnnxElementType.Float, SignedByte = (ulong)OnnxElementType.Int8, Half = (ulong)OnnxElementType.Half;

    // What has fewer values is a bias, a norm or a constant.
    private const int LeastValues = 1024;

    /// <summary>Reads a weight of 32 or 16 bits with two dimensions or more; null for any other tensor.</summary>
    /// <exception cref="ModelException">The values lie in a file of their own, or are too few.</exception>
    public static WeightTensor? Read(ByteString message, string path)
    {
        var fields = MessageField.Read(message);
        ulong type = fields.LastOrDefault(field => field.Number == OnnxField.Tensor.ElementType)?.Value ?? 0;
        long[] shape = [.. fields.Where(field => field.Number == OnnxField.Tensor.Dimensions).SelectMany(Dimensions)];
        if (type is not (Float or Half) || shape.Length < 2 || shape.Aggregate(1L, (all, side) => all * side) < LeastValues)
        {
            return null;
        }

        string name = fields.Last(field => field.Number == OnnxField.Tensor.Name).Bytes!.ToStringUtf8();
        if (fields.Any(field => field.Number == OnnxField.Tensor.DataLocation && field.Value != 0))
        {
            throw new ModelException($"'{path}' keeps the weight '{name}' in a file of its own, and only weights inside the graph can be stored in another precision. Fetch an export in that precision.");
        }

        float[] values = ReadValues(fields, type);
        return values.Length == shape.Aggregate(1L, (all, side) => all * side)
            ? new(name, shape, type == Half ? WeightPrecision.Float16 : WeightPrecision.Float32, values)
            : throw new ModelException($"'{path}' is damaged: the weight '{name}' of {string.Join(" x ", shape)} has {values.Length} values. Fetch the model again.");
    }

    /// <summary>The output channels: rows of a convolution's weight, columns of a matrix.</summary>
    public int ChannelAxis => Shape.Length == 2 ? 1 : 0;

    /// <summary>The tensor message of 32- or 16-bit values.</summary>
    public static MessageField[] Message(string name, long[] shape, WeightPrecision precision, float[] values) => precision switch
    {
        WeightPrecision.Float16 => Message(name, shape, Half, Bytes(Halves(values))),
        _ => Message(name, shape, Float, Bytes(values)),
    };

    /// <summary>The tensor message of 8-bit values.</summary>
    public static MessageField[] Message(string name, long[] shape, sbyte[] values) => Message(name, shape, SignedByte, Bytes(values));

    private static MessageField[] Message(string name, long[] shape, ulong type, ByteString raw) =>
        [.. shape.Select(side => MessageField.Of(OnnxField.Tensor.Dimensions, (ulong)side)), MessageField.Of(OnnxField.Tensor.ElementType, type), MessageField.Of(OnnxField.Tensor.Name, name), MessageField.Of(OnnxField.Tensor.RawData, raw)];

    private static IEnumerable<long> Dimensions(MessageField field)
    {
        if (field.Bytes is null)
        {
            yield return (long)field.Value;
            yield break;
        }

        using var packed = field.Bytes.CreateCodedInput();
        while (!packed.IsAtEnd)
        {
            yield return packed.ReadInt64();
        }
    }

    private static float[] ReadValues(List<MessageField> fields, ulong type)
    {
        if (fields.LastOrDefault(field => field.Number == OnnxField.Tensor.RawData)?.Bytes is { } raw)
        {
            return type == Half ? Singles(MemoryMarshal.Cast<byte, System.Half>(raw.Span)) : MemoryMarshal.Cast<byte, float>(raw.Span).ToArray();
        }

        return type == Float && fields.LastOrDefault(field => field.Number == OnnxField.Tensor.Floats)?.Bytes is { } packed
            ? MemoryMarshal.Cast<byte, float>(packed.Span).ToArray()
            : [];
    }

    private static float[] Singles(ReadOnlySpan<System.Half> values)
    {
        var singles = new float[values.Length];
        TensorPrimitives.ConvertToSingle(values, singles);
        return singles;
    }

    private static System.Half[] Halves(ReadOnlySpan<float> values)
    {
        var halves = new System.Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return halves;
    }

    private static ByteString Bytes<T>(T[] values)
        where T : struct => ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));
}
