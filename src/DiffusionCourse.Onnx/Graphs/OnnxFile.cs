namespace DiffusionCourse.Models.Onnx;

/// <summary>The nodes and initialisers of a graph file; weights are skipped over, wherever they lie.</summary>
internal sealed class OnnxFile
{
    private readonly Dictionary<string, OnnxTensor> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _byOutput = new(StringComparer.Ordinal);
    private readonly List<OnnxNode> _nodes = [];

    private OnnxFile()
    {
    }

    /// <summary>Learnt numbers: the elements of all initialisers that hold such.</summary>
    public long Parameters => _initializers.Values.Where(tensor => tensor.IsLearnt).Sum(tensor => tensor.Elements);

    public static OnnxFile Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            var file = new OnnxFile();
            var reader = new ProtobufReader(stream);
            while (reader.NextField(reader.End) is not 0 and var field)
            {
                if (field == ModelProto.GraphFieldNumber && reader.IsMessage)
                {
                    file.ReadGraph(reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            return file;
        }
        catch (InvalidDataException error)
        {
            throw new ModelException($"'{path}' is not an ONNX graph, or is cut short ({error.Message}) Fetch the model again.", error);
        }
    }

    public OnnxNode? NodeNamed(string name) => _byName.GetValueOrDefault(name);

    public OnnxNode? NodeThatWrites(string value) => _byOutput.GetValueOrDefault(value);

    /// <summary>The initialiser of this name, or the one that a cast or another node of one input makes this value of.</summary>
    public OnnxTensor? Constant(string value)
    {
        const int MostHops = 4;
        for (var hop = 0; hop < MostHops; hop++)
        {
            if (_initializers.TryGetValue(value, out var tensor))
            {
                return tensor;
            }

            if (NodeThatWrites(value) is not { Operator: "Cast" or "Identity" or "DequantizeLinear" } node)
            {
                return null;
            }

            value = node.Inputs[0];
        }

        return null;
    }

    /// <summary>
    /// Channels of the first convolution that reads an input, or the width of the first matrix product: what it must have where the
    /// graph's signature leaves that free. Null where no such node reads it.
    /// </summary>
    public int? WidthTaken(string input)
    {
        HashSet<string> same = [input];
        foreach (var node in _nodes.Where(node => node.Inputs.Count > 0 && same.Contains(node.Inputs[0])))
        {
            switch (node.Operator)
            {
                case "Cast" or "Identity":
                    same.UnionWith(node.Outputs);
                    break;
                case "Conv" when Constant(node.Inputs[1]) is { Dimensions: [_, var channels, ..] }:
                    return (int)channels;
                case "MatMul" when Constant(node.Inputs[1]) is { Dimensions: [var width, _] }:
                    return (int)width;
                default:
                    break;
            }
        }

        return null;
    }

    private void ReadGraph(ProtobufReader reader)
    {
        var end = reader.ReadMessageEnd();
        while (reader.NextField(end) is not 0 and var field)
        {
            switch (field)
            {
                case GraphProto.NodeFieldNumber when reader.IsMessage:
                    Keep(ReadNode(reader));
                    break;
                case GraphProto.InitializerFieldNumber when reader.IsMessage:
                    var tensor = ReadTensor(reader);
                    _initializers[tensor.Name] = tensor;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void Keep(OnnxNode node)
    {
        _nodes.Add(node);
        _byName[node.Name] = node;
        foreach (var output in node.Outputs)
        {
            _byOutput[output] = node;
        }
    }

    private OnnxNode ReadNode(ProtobufReader reader)
    {
        List<string> inputs = [], outputs = [];
        string name = "", operation = "";
        string? equation = null;
        var end = reader.ReadMessageEnd();
        while (reader.NextField(end) is not 0 and var field)
        {
            switch (field)
            {
                case NodeProto.InputFieldNumber:
                    inputs.Add(reader.ReadText());
                    break;
                case NodeProto.OutputFieldNumber:
                    outputs.Add(reader.ReadText());
                    break;
                case NodeProto.NameFieldNumber:
                    name = reader.ReadText();
                    break;
                case NodeProto.OpTypeFieldNumber:
                    operation = reader.ReadText();
                    break;
                case NodeProto.AttributeFieldNumber:
                    equation = ReadAttribute(reader) ?? equation;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(name, operation, inputs, outputs, equation);
    }

    // The branches of an If and the bodies of loops are graphs with weights of their own.
    private string? ReadAttribute(ProtobufReader reader)
    {
        string? name = null, text = null;
        var end = reader.ReadMessageEnd();
        while (reader.NextField(end) is not 0 and var field)
        {
            switch (field)
            {
                case AttributeProto.NameFieldNumber:
                    name = reader.ReadText();
                    break;
                case AttributeProto.SFieldNumber when name == "equation":
                    text = reader.ReadText();
                    break;
                case AttributeProto.GFieldNumber:
                    ReadGraph(reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return text;
    }

    private static OnnxTensor ReadTensor(ProtobufReader reader)
    {
        var dimensions = new List<long>();
        var name = "";
        var type = OnnxElementType.Undefined;
        var end = reader.ReadMessageEnd();
        while (reader.NextField(end) is not 0 and var field)
        {
            switch (field)
            {
                case TensorProto.DimsFieldNumber:
                    reader.ReadNumbers(dimensions);
                    break;
                case TensorProto.DataTypeFieldNumber:
                    type = (OnnxElementType)reader.ReadNumber();
                    break;
                case TensorProto.NameFieldNumber:
                    name = reader.ReadText();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(name, type, dimensions);
    }
}
