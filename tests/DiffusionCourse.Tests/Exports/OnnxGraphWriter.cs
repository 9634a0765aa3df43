using System.Runtime.InteropServices;
using DiffusionCourse.Noise;
using Google.Protobuf;
using Onnx;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Exports;

/// <summary>Writes a small ONNX graph, node by node. Weights come from a seed: the same in every layout.</summary>
internal sealed class OnnxGraphWriter(ExportLayout layout, ulong seed)
{
    private const int Opset = 17, IrVersion = 8, External = 1;
    private const string Extensions = "com.microsoft";
    private readonly GraphProto _graph = new() { Name = "generated" };
    private readonly GaussianNoise _noise = new(seed);
    private readonly List<byte> _external = [];

    public DataType Precision => layout.Precision;

    public string Input(string name, DataType type, params object[] shape)
    {
        var casts = type == Precision && layout.Outside is not null;
        _graph.Input.Add(Value(layout.Name(name), casts ? layout.Outside!.Value : type, shape));
        return casts ? Cast(layout.Name(name), type) : layout.Name(name);
    }

    public void Output(string name, string from, DataType type, params object[] shape)
    {
        type = layout.Outside ?? type;
        Node("Cast", [from], layout.Name(name), ("to", (long)type));
        _graph.Output.Add(Value(layout.Name(name), type, shape));
    }

    public string Node(string operation, string[] inputs, string? output = null, params (string Name, object Value)[] attributes)
    {
        output ??= $"t{_graph.Node.Count}";
        var node = new NodeProto { OpType = operation, Name = $"n{_graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        _graph.Node.Add(node);
        return output;
    }

    /// <summary>A node of ONNX Runtime's own operators.</summary>
    public string ExtensionNode(string operation, params string[] inputs)
    {
        var output = Node(operation, inputs);
        _graph.Node[^1].Domain = Extensions;
        return output;
    }

    public string Cast(string tensor, DataType type) => Node("Cast", [tensor], null, ("to", (long)type));

    /// <summary>A weight of the layout's precision, drawn from the seed.</summary>
    public string Weight(double deviation, params long[] shape) => Weight(_noise, deviation, shape);

    /// <summary>A weight that only some layouts have: it leaves the others as they are.</summary>
    public string ExtraWeight(double deviation, params long[] shape) => Weight(new GaussianNoise(seed + 1000), deviation, shape);

    public string Constant(DataType type, long[] shape, params double[] values) => Tensor(type, shape, type switch
    {
        DataType.Float => Raw<float>([.. values.Select(value => (float)value)]),
        DataType.Float16 => Raw<Half>([.. values.Select(value => (Half)value)]),
        _ => Raw<long>([.. values.Select(value => (long)value)]),
    }, outside: false);

    public string Conv(string x, int inputs, int outputs, int kernel = 3, int stride = 1)
        => Node("Conv", [x, Weight(1 / Math.Sqrt(inputs * kernel * kernel), outputs, inputs, kernel, kernel)], null,
            ("kernel_shape", new long[] { kernel, kernel }), ("strides", new long[] { stride, stride }), ("pads", Enumerable.Repeat(kernel / 2L, 4).ToArray()));

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "tests", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Extensions, Version = 1 });
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model.ToByteArray());
        if (layout.ExternalData is not null)
        {
            File.WriteAllBytes(Path.Combine(folder, layout.ExternalData), [.. _external]);
        }
    }

    private string Weight(GaussianNoise noise, double deviation, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        noise.Fill(values.AsSpan());
        return Tensor(Precision, shape, Bytes([.. values.Select(value => (float)(value * deviation))]), layout.ExternalData is not null);
    }

    private byte[] Bytes(float[] values) => Precision switch
    {
        DataType.Float16 => Raw<Half>([.. values.Select(value => (Half)value)]),
        _ => Raw<float>(values),
    };

    private string Tensor(DataType type, long[] shape, byte[] bytes, bool outside)
    {
        var tensor = new TensorProto { Name = $"w{_graph.Initializer.Count}", DataType = (int)type };
        tensor.Dims.AddRange(shape);
        if (outside)
        {
            tensor.DataLocation = (DataLocation)External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = layout.ExternalData });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{_external.Count}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{bytes.Length}" });
            _external.AddRange(bytes);
        }
        else
        {
            tensor.RawData = ByteString.CopyFrom(bytes);
        }

        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static byte[] Raw<T>(ReadOnlySpan<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        long number => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = number },
        float number => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = number },
        string text => new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(text) },
        long[] numbers => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { numbers } },
        _ => throw new ArgumentException($"No attribute holds {value}."),
    };

    private static ValueInfoProto Value(string name, DataType type, object[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.AddRange(shape.Select(size => size is int number
            ? new TensorShapeProto.Types.Dimension { DimValue = number }
            : new TensorShapeProto.Types.Dimension { DimParam = (string)size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
