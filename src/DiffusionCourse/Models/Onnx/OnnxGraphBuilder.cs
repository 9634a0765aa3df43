using System.Runtime.InteropServices;

namespace DiffusionCourse.Models.Onnx;

/// <summary>Writes small ONNX graphs: what a machine is measured with.</summary>
internal sealed class OnnxGraphBuilder
{
    // Versions that every runtime of recent years reads.
    private const int IrVersion = 8, OpsetVersion = 17, ExtensionsVersion = 1;
    private const string Extensions = "com.microsoft";
    private readonly ProtobufWriter _graph = new();
    private int _nodes;

    public OnnxGraphBuilder() => _graph.Text(OnnxField.Graph.Name, "measurement");

    /// <summary>An input. A size of 0 is free.</summary>
    public OnnxGraphBuilder Input(string name, OnnxElementType type, params ReadOnlySpan<long> sizes)
    {
        _graph.Message(OnnxField.Graph.Input, Value(name, type, sizes));
        return this;
    }

    public OnnxGraphBuilder Output(string name, OnnxElementType type, params ReadOnlySpan<long> sizes)
    {
        _graph.Message(OnnxField.Graph.Output, Value(name, type, sizes));
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
        var tensor = new ProtobufWriter();
        foreach (long size in sizes)
        {
            tensor.Number(OnnxField.Tensor.Dimensions, size);
        }

        tensor.Number(OnnxField.Tensor.ElementType, (long)type).Text(OnnxField.Tensor.Name, name).Bytes(OnnxField.Tensor.RawData, bytes);
        _graph.Message(OnnxField.Graph.Initializer, tensor);
        return this;
    }

    /// <summary>A node of the standard operators.</summary>
    public OnnxGraphBuilder Node(string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        => Add(operation, "", inputs, outputs, attributes);

    /// <summary>A node of ONNX Runtime's own operators.</summary>
    public OnnxGraphBuilder ExtensionNode(string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        => Add(operation, Extensions, inputs, outputs, attributes);

    public byte[] ToModel() => new ProtobufWriter()
        .Number(OnnxField.Model.IrVersion, IrVersion)
        .Message(OnnxField.Model.Graph, _graph)
        .Message(OnnxField.Model.OpsetImport, new ProtobufWriter().Number(OnnxField.Opset.Version, OpsetVersion))
        .Message(OnnxField.Model.OpsetImport, new ProtobufWriter().Text(OnnxField.Opset.Domain, Extensions).Number(OnnxField.Opset.Version, ExtensionsVersion))
        .ToArray();

    private OnnxGraphBuilder Add(string operation, string domain, string[] inputs, string[] outputs, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs)
        {
            node.Text(OnnxField.Node.Input, input);
        }

        foreach (string output in outputs)
        {
            node.Text(OnnxField.Node.Output, output);
        }

        node.Text(OnnxField.Node.Name, $"{operation}_{_nodes++}").Text(OnnxField.Node.Operator, operation).Text(OnnxField.Node.Domain, domain);
        foreach (var (name, value) in attributes)
        {
            node.Message(OnnxField.Node.Attribute, Attribute(name, value));
        }

        _graph.Message(OnnxField.Graph.Node, node);
        return this;
    }

    private static ProtobufWriter Attribute(string name, object value)
    {
        const int Integer = 2, Text = 3, Integers = 7;
        var attribute = new ProtobufWriter().Text(OnnxField.Attribute.Name, name);
        switch (value)
        {
            case string text:
                return attribute.Text(OnnxField.Attribute.Text, text).Number(OnnxField.Attribute.Type, Text);
            case long[] numbers:
                foreach (long number in numbers)
                {
                    attribute.Number(OnnxField.Attribute.Integers, number);
                }

                return attribute.Number(OnnxField.Attribute.Type, Integers);
            default:
                return attribute.Number(OnnxField.Attribute.Integer, (int)value).Number(OnnxField.Attribute.Type, Integer);
        }
    }

    private static ProtobufWriter Value(string name, OnnxElementType type, ReadOnlySpan<long> sizes)
    {
        var shape = new ProtobufWriter();
        foreach (long size in sizes)
        {
            var dimension = new ProtobufWriter();
            if (size > 0)
            {
                dimension.Number(OnnxField.Value.DimensionValue, size);
            }

            shape.Message(OnnxField.Value.Dimension, dimension);
        }

        var tensor = new ProtobufWriter().Number(OnnxField.Value.ElementType, (long)type).Message(OnnxField.Value.Shape, shape);
        return new ProtobufWriter().Text(OnnxField.Value.Name, name).Message(OnnxField.Value.Type, new ProtobufWriter().Message(OnnxField.Value.TensorType, tensor));
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
