using DiffusionCourse.Models.Onnx;
using Google.Protobuf;

namespace DiffusionCourse.Models;

/// <summary>
/// Stores the large weights of an ONNX graph in another precision. A node in front gives each weight its name and element type back,
/// so that the rest of the graph stays as it is.
/// </summary>
internal static class WeightRewriter
{
    /// <summary>The model with its large weights stored anew.</summary>
    /// <exception cref="ModelException">The bytes are no ONNX graph, or its weights lie elsewhere.</exception>
    public static byte[] Rewrite(byte[] model, string path, WeightPrecision precision)
    {
        try
        {
            var parsed = ModelProto.Parser.ParseFrom(model);
            RewriteGraph(parsed.Graph ?? throw new InvalidDataException("it holds no graph"), path, precision);
            return parsed.ToByteArray();
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new ModelException($"'{path}' is damaged or no ONNX graph ({error.Message}). Fetch the model again.", error);
        }
    }

    // A graph's nodes stand in the order in which they run: those that restore weights come first.
    private static void RewriteGraph(GraphProto graph, string path, WeightPrecision precision)
    {
        List<NodeProto> nodes = [];
        List<TensorProto> initializers = [];
        foreach (var tensor in graph.Initializer)
        {
            if (WeightTensor.Read(tensor, path) is { } weight && weight.Precision != precision)
            {
                Store(weight, precision, nodes, initializers);
            }
            else
            {
                initializers.Add(tensor);
            }
        }

        nodes.AddRange(graph.Node);
        graph.Node.Clear();
        graph.Node.Add(nodes);
        graph.Initializer.Clear();
        graph.Initializer.Add(initializers);
    }

    private static void Store(WeightTensor weight, WeightPrecision precision, List<NodeProto> nodes, List<TensorProto> initializers)
    {
        var (stored, scale) = ($"{weight.Name}_stored", $"{weight.Name}_scale");
        var type = weight.Precision == WeightPrecision.Float16 ? OnnxElementType.Half : OnnxElementType.Float;
        if (precision != WeightPrecision.Int8)
        {
            initializers.Add(WeightTensor.Message(stored, weight.Shape, precision, weight.Values));
            nodes.Add(NodeOf("Cast", [stored], weight.Name, "to", (int)type));
            return;
        }

        var channels = ChannelScales.Of(weight);
        initializers.Add(WeightTensor.Message(stored, weight.Shape, channels.Numbers));
        initializers.Add(WeightTensor.Message(scale, [channels.Scales.Length], WeightPrecision.Float32, channels.Scales));
        var restored = type == OnnxElementType.Float ? weight.Name : $"{weight.Name}_restored";
        nodes.Add(NodeOf("DequantizeLinear", [stored, scale], restored, "axis", weight.ChannelAxis));
        if (type == OnnxElementType.Half)
        {
            nodes.Add(NodeOf("Cast", [restored], weight.Name, "to", (int)type));
        }
    }

    private static NodeProto NodeOf(string operation, string[] inputs, string output, string attribute, long value)
    {
        const int Integer = 2;
        return new()
        {
            Input = { inputs }, Output = { output }, OpType = operation,
            Attribute = { new AttributeProto { Name = attribute, I = value, Type = Integer } },
        };
    }
}
