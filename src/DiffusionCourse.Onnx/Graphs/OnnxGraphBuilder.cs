using System.Runtime.InteropServices;
using Google.Protobuf;

namespace DiffusionCourse.Models.Onnx;

/// <summary>Writes small ONNX graphs: what a machine is measured with.</summary>
internal sealed class OnnxGraphBuilder
{
    // Versions that every runtime of recent years reads.
    private const int IrVersion = 8, OpsetVersion = 17, ExtensionsVersion = 1;
    private const string Extensions = "com.microsoft";
    private readonly GraphProto _graph = new() { Name = "measurement" };

    /// <summary>An input. A size of 0 is free.</summary>
    public OnnxGraphBuilder Input(string name, OnnxElementType type, params ReadOnlySpan<long> sizes)
    {
        _graph.Input.Add(Value(name, type, sizes));
        return this;
    }

    public OnnxGraphBuilder Output(string name, OnnxElementType type, params ReadOnlySpan<long> sizes)
    {
        _graph.Output.Add(Value(name, type, sizes));
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
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        foreach (var size in sizes)
        {
            tensor.Dims.Add(size);
        }

        _graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node of the standard operators.</summary>
    public OnnxGraphBuilder Node(
        string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        => Add(operation, "", inputs, outputs, attributes);

    /// <summary>A node of ONNX Runtime's own operators.</summary>
    public OnnxGraphBuilder ExtensionNode(
        string operation, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        => Add(operation, Extensions, inputs, outputs, attributes);

    public byte[] ToModel() => new ModelProto
    {
        IrVersion = IrVersion,
        Graph = _graph,
        OpsetImport =
        {
            new OperatorSetIdProto { Version = OpsetVersion },
            new OperatorSetIdProto { Domain = Extensions, Version = ExtensionsVersion },
        },
    }.ToByteArray();

    private OnnxGraphBuilder Add(
        string operation, string domain, string[] inputs, string[] outputs, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new NodeProto
        {
            Input = { inputs },
            Output = { outputs },
            Name = $"{operation}_{_graph.Node.Count}",
            OpType = operation,
            Domain = domain,
        };
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(Attribute(name, value));
        }

        _graph.Node.Add(node);
        return this;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        const int Integer = 2, Text = 3, Integers = 7;
        return value switch
        {
            string text => new() { Name = name, S = ByteString.CopyFromUtf8(text), Type = Text },
            long[] numbers => new() { Name = name, Ints = { numbers }, Type = Integers },
            _ => new() { Name = name, I = (int)value, Type = Integer },
        };
    }

    private static ValueInfoProto Value(string name, OnnxElementType type, ReadOnlySpan<long> sizes)
    {
        var shape = new TensorShapeProto();
        foreach (var size in sizes)
        {
            shape.Dim.Add(size > 0 ? new TensorShapeProto.Types.Dimension { DimValue = size } : new());
        }

        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }

    private static int Elements(ReadOnlySpan<long> sizes)
    {
        long elements = 1;
        foreach (var size in sizes)
        {
            elements *= size;
        }

        return checked((int)elements);
    }
}
