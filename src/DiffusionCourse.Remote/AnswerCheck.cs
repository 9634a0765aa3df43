using System.Runtime.InteropServices;
using DiffusionCourse.Inference;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Remote;

/// <summary>Checks an answer against what the network is known to give, and reads it.</summary>
internal static class AnswerCheck
{
    /// <summary>What is wrong with an answer, as the end of a sentence; null where nothing is.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="output">The output that was asked for.</param>
    /// <param name="shape">The shape that it must have; null where any of its rank will do.</param>
    public static string? Fault(InferenceAnswer answer, TensorSignature output, long[]? shape)
    {
        if (answer.Type != output.Type)
        {
            return $"'{output.Name}' came as {Datatype.NameOf(answer.Type) ?? "another type"}, and is {Datatype.NameOf(output.Type)} "
                + "by its metadata";
        }

        var fits = shape is null
            ? answer.Shape.Count == output.Rank && answer.Shape.Index().All(side => side.Item == (output.Fixed(side.Index) ?? side.Item))
                && answer.Shape.All(side => side > 0)
            : answer.Shape.SequenceEqual(shape);
        if (!fits)
        {
            return $"'{output.Name}' came in the shape [{string.Join(",", answer.Shape)}], and "
                + $"{(shape is null ? output.ToString() : $"[{string.Join(",", shape)}]")} was asked for";
        }

        var bytes = answer.Shape.Aggregate((Int128)Size(answer.Type), (product, side) => product * side);
        return bytes == answer.Bytes.Length ? null
            : $"'{output.Name}' came with {answer.Bytes.Length} bytes in place of {bytes}";
    }

    /// <summary>An answer's values.</summary>
    public static float[] Values(InferenceAnswer answer) => answer.Type switch
    {
        TensorElementType.Float16 => [.. MemoryMarshal.Cast<byte, Half>(answer.Bytes.Span).ToArray().Select(half => (float)half)],
        TensorElementType.Double => [.. MemoryMarshal.Cast<byte, double>(answer.Bytes.Span).ToArray().Select(value => (float)value)],
        _ => MemoryMarshal.Cast<byte, float>(answer.Bytes.Span).ToArray(),
    };

    private static int Size(TensorElementType type) => type switch
    {
        TensorElementType.Float16 => 2,
        TensorElementType.Double => 8,
        _ => 4,
    };
}
