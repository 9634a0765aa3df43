using System.Runtime.InteropServices;
using DiffusionCourse.Tests.Exports;
using Google.Protobuf;

namespace DiffusionCourse.Tests.Remote;

/// <summary>Makes another model of one whose metadata stay the same.</summary>
internal static class OtherWeights
{
    /// <summary>Doubles the UNet's weights.</summary>
    public static void WriteInto(ExportedModel model)
    {
        var path = model.PathOf("unet/model.onnx");
        var graph = Onnx.ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        foreach (var weights in graph.Graph.Initializer)
        {
            if (weights.DataType != (int)Onnx.TensorProto.Types.DataType.Float)
            {
                continue;
            }

            var bytes = weights.RawData.ToByteArray();
            foreach (ref var value in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
            {
                value *= 2;
            }

            weights.RawData = ByteString.CopyFrom(bytes);
            for (var i = 0; i < weights.FloatData.Count; i++)
            {
                weights.FloatData[i] *= 2;
            }
        }

        using var stream = File.Create(path);
        graph.WriteTo(stream);
    }
}
