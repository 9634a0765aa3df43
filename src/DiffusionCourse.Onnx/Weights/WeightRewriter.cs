using DiffusionCourse.Models.Onnx;
using Google.Protobuf;

namespace DiffusionCourse.Models;

/// <summary>
/// Stores the large weights of an ONNX graph in another precision. A node in front gives each weight its name and element type back,
/// so that the rest of the graph stays as it is.
/// </summary>
internal static class WeightRewriter
{
    private const ulong Float = (ulong)OnnxElementType.Float, Half = (ulong)OnnxElementType.Half;
    private const ulong IntegerType = 2;

    /// <summary>The model with its large weights stored anew.</summary>
    /// <exception cref="ModelException">The bytes are no ONNX graph, or its weights lie elsewhere.</exception>
    public static byte[] Rewrite(byte[] model, string path, WeightPrecision precision)
    {
        try
        {
            var fields = MessageField.Read(ByteString.CopyFrom(model));
            return MessageField.Write(fields.Select(field => field.Number == OnnxField.Model.Graph ? MessageField.Of(OnnxField.Model.Graph, RewriteGraph(field.Bytes!, path, precision)) : field)).ToByteArray();
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new ModelException($"'{path}' is damaged or no ONNX graph ({error.Message}). Fetch the model again.", error);
        }
    }

    /// <summary>A graph's nodes stand in the order in which they run: those that restore weights come first.</summary>
    private static List<MessageField> RewriteGraph(ByteString graph, string path, WeightPrecision precision)
    {
        List<MessageField> nodes = [], rest = [];
        foreach (var field in MessageField.Read(graph))
        {
            if (field.Number == OnnxField.Graph.Initializer && WeightTensor.Read(field.Bytes!, path) is { } weight && weight.Precision != precision)
            {
                Store(weight, precision, nodes, rest);
            }
            else
            {
                rest.Add(field);
            }
        }

        return [.. nodes, .. rest];
    }

    private static void Store(WeightTensor weight, WeightPrecision precision, List<MessageField> nodes, List<MessageField> initializers)
    {
        var (stored, scale) = ($"{weight.Name}_stored", $"{weight.Name}_scale");
        ulong type = weight.Precision == WeightPrecision.Float16 ? Half : Float;
        if (precision != WeightPrecision.Int8)
        {
            initializers.Add(MessageField.Of(OnnxField.Graph.Initializer, WeightTensor.Message(stored, weight.Shape, precision, weight.Values)));
            nodes.Add(NodeOf("Cast", [stored], weight.Name, ("to", type)));
            return;
        }

        var channels = ChannelScales.Of(weight);
        initializers.Add(MessageField.Of(OnnxField.Graph.Initializer, WeightTensor.Message(stored, weight.Shape, channels.Numbers)));
        initializers.Add(MessageField.Of(OnnxField.Graph.Initializer, WeightTensor.Message(scale, [channels.Scales.Length], WeightPrecision.Float32, channels.Scales)));
        var restored = type == Float ? weight.Name : $"{weight.Name}_restored";
        nodes.Add(NodeOf("DequantizeLinear", [stored, scale], restored, ("axis", (ulong)weight.ChannelAxis)));
        if (type == Half)
        {
            nodes.Add(NodeOf("Cast", [restored], weight.Name, ("to", type)));
        }
    }

    private static MessageField NodeOf(string operation, string[] inputs, string output, (string Name, ulong Value) attribute) => MessageField.Of(OnnxField.Graph.Node,
    [
        .. inputs.Select(input => MessageField.Of(OnnxField.Node.Input, input)),
        MessageField.Of(OnnxField.Node.Output, output),
        MessageField.Of(OnnxField.Node.Operator, operation),
        MessageField.Of(OnnxField.Node.Attribute,
        [
            MessageField.Of(OnnxField.Attribute.Name, attribute.Name),
            MessageField.Of(OnnxField.Attribute.Integer, attribute.Value),
            MessageField.Of(OnnxField.Attribute.Type, IntegerType),
        ]),
    ]);
}
