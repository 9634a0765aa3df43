using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.Remote;

/// <summary>The output that was asked for, as it came.</summary>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Bytes">Its values, little-endian and row-major.</param>
/// <param name="Sent">Bytes of the call's message.</param>
/// <param name="Received">Bytes of the answer's.</param>
internal sealed record InferenceAnswer(
    TensorElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes, long Sent, long Received);
