using System.Runtime.InteropServices;

namespace DiffusionCourse.Models.Onnx;

/// <summary>Writes small ONNX graphs: what a machine is measured with.</summary>
internal sealed class OnnxGraphBuilder
{
    // Versions that every runtime of recent years reads.
    private const int IrVersion = 8, OpsetVersion = 17, ExtensionsVersion = 1;
    private const string Extensions = "com.microsoft";
    private readonly List<MessageField> _graph = [MessageField.Of(OnnxField.Graph.Name, "measurement")];
    private int _nodes;

    /// <summary>An input. A size of 0 is free.</summary>
    public OnnxGraphBuilder Input(string name, OnnxElementType type, params ReadOnlySpan<long> sizes)
    {
        _graph.Add(MessageField.Of(OnnxField.Graph.Input, Value(name, type, sizes)));
        return this;
    }

    public OnnxGraphBuilder Output(string name, OnnxElementType type, params ReadOnlySpan<long> sizes)
    {
        _graph.Add(MessageField.Of(OnnxField.Graph.Output, Value(name, type, sizes)));
        return this;
    }

    /// <summary>An initialiser whose numbers are all the same.</summary>
    public OnnxGraphBuilder Weight(string name, float value, params ReadOnlySpan<long> sizes)
    {
        var values = new float[Elements(sizes)];
        Array.Fill(values, value);
        return Initializer(name, OnnxElementType.Float, MemoryMarshal.AsBytes(values.AsSpan()), sizes);
    }

    /// <summary>An initialiser of 16-bit floats whose numbers are all the same.</summary>
    public OnnxGraphBuilder HalfWeight(string name, Half value, params ReadOnlySpan<long> sizes)
    {
        var values = new Half[Elements(sizes)];
        Array.Fill(values, value);
        return Initializer(name, OnnxElementType.Half, MemoryMarshal.AsBytes(values.AsSpan()), sizes);
    }

    /// <summary>A list of whole numbers: a shape, axes.</summary>
    public OnnxGraphBuilder Integers(string name, params long[] values)
        => Initializer(name, OnnxElementType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), values.Length);

    public OnnxGraphBuilder Initializer(string name, OnnxElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> sizes)
    {
        List<MessageField> tensor = [];
        foreach (long size in sizes)
        {
            tensor.Add(MessageField.Of(OnnxField.Tensor.Dimensions, (ulong)size));
        }

        _graph.Add(MessageField.Of(
            OnnxField.Graph.Initializer,
            [.. tensor, MessageField.Of(OnnxField.Tensor.ElementType, (ulong)type), MessageField.Of(OnnxField.Tensor.Name, name), MessageField.Of(OnnxField.Tensor.RawData, bytes)]));
        return this;
    }

    /// <summary>A node of the standard operators.</summary>
    public OnnxGraphBuilder Node(string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        => Add(operation, "", inputs, outputs, attributes);

    /// <summary>A node of ONNX Runtime's own operators.</summary>
    public OnnxGraphBuilder ExtensionNode(string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        => Add(operation, Extensions, inputs, outputs, attributes);

    public byte[] ToModel() => MessageField.Write(
    [
        MessageField.Of(OnnxField.Model.IrVersion, IrVersion),
        MessageField.Of(OnnxField.Model.Graph, _graph),
        MessageField.Of(OnnxField.Model.OpsetImport, [MessageField.Of(OnnxField.Opset.Version, OpsetVersion)]),
        MessageField.Of(OnnxField.Model.OpsetImport, [MessageField.Of(OnnxField.Opset.Domain, Extensions), MessageField.Of(OnnxField.Opset.Version, ExtensionsVersion)]),
    ]).ToByteArray();

    private OnnxGraphBuilder Add(string operation, string domain, string[] inputs, string[] outputs, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        List<MessageField> node =
        [
            .. inputs.Select(input => MessageField.Of(OnnxField.Node.Input, input)),
            .. outputs.Select(output => MessageField.Of(OnnxField.Node.Output, output)),
            MessageField.Of(OnnxField.Node.Name, $"{operation}_{_nodes++}"),
            MessageField.Of(OnnxField.Node.Operator, operation),
            MessageField.Of(OnnxField.Node.Domain, domain),
        ];
        foreach (var (name, value) in attributes)
        {
            node.Add(MessageField.Of(OnnxField.Node.Attribute, Attribute(name, value)));
        }

        _graph.Add(MessageField.Of(OnnxField.Graph.Node, node));
        return this;
    }

    private static MessageField[] Attribute(string name, object value)
    {
        const ulong Integer = 2, Text = 3, Integers = 7;
        var (type, fields) = value switch
        {
            string text => (Text, [MessageField.Of(OnnxField.Attribute.Text, text)]),
            long[] numbers => (Integers, numbers.Select(number => MessageField.Of(OnnxField.Attribute.Integers, (ulong)number))),
            _ => (Integer, [MessageField.Of(OnnxField.Attribute.Integer, (ulong)(int)value)]),
        };
        return [MessageField.Of(OnnxField.Attribute.Name, name), .. fields, MessageField.Of(OnnxField.Attribute.Type, type)];
    }

    private static MessageField[] Value(string name, OnnxElementType type, ReadOnlySpan<long> sizes)
    {
        List<MessageField> shape = [];
        foreach (long size in sizes)
        {
            shape.Add(MessageField.Of(OnnxField.Value.Dimension, size > 0 ? [MessageField.Of(OnnxField.Value.DimensionValue, (ulong)size)] : Array.Empty<MessageField>()));
        }

        MessageField[] tensor = [MessageField.Of(OnnxField.Value.ElementType, (ulong)type), MessageField.Of(OnnxField.Value.Shape, shape)];
        return [MessageField.Of(OnnxField.Value.Name, name), MessageField.Of(OnnxField.Value.Type, [MessageField.Of(OnnxField.Value.TensorType, tensor)])];
    }

    private static int Elements(ReadOnlySpan<long> sizes)
    {
        long elements = 1;
        foreach (long size in sizes)
        {
            elements *= size;
        }

        return checked((int)elements);
    }
}
