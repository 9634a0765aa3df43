using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DiffusionCourse.ReferenceServer;

/// <summary>A network as a server of the protocol has it: metadata, checks of what it is given, and runs.</summary>
internal sealed class ServedNetwork : IDisposable
{
    private readonly InferenceSession _session;
    private readonly int _maxBatchSize;

    public ServedNetwork(string path, int threads, int maxBatchSize)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        _session = new(path, options);
        _maxBatchSize = maxBatchSize;
        Inputs = [.. _session.InputMetadata.Select(input => Describe(input.Key, input.Value))];
        Outputs = [.. _session.OutputMetadata.Select(output => Describe(output.Key, output.Value))];
    }

    public IReadOnlyList<Tensor> Inputs { get; }

    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="inputs">What the request holds.</param>
    /// <param name="wanted">Outputs that are asked for; empty for all.</param>
    /// <exception cref="CallRefusedException">The request does not fit.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<string> wanted)
    {
        foreach (var known in Inputs)
        {
            Check(known, inputs.FirstOrDefault(input => input.Name == known.Name)
                ?? throw new CallRefusedException(400, $"expected {Inputs.Count} inputs but got {inputs.Count}: '{known.Name}' is missing"));
        }

        if (inputs.FirstOrDefault(input => Inputs.All(known => known.Name != input.Name)) is { } unknown)
        {
            throw new CallRefusedException(400, $"unexpected inference input '{unknown.Name}'");
        }

        string[] names = [.. wanted.Count > 0 ? wanted : Outputs.Select(output => output.Name)];
        if (names.FirstOrDefault(name => Outputs.All(known => known.Name != name)) is { } missing)
        {
            throw new CallRefusedException(400, $"unexpected inference output '{missing}'");
        }

        try
        {
            return _maxBatchSize == 0 ? RunOnce(inputs, names) : RunRows(inputs, names);
        }
        catch (OnnxRuntimeException error)
        {
            throw new CallRefusedException(500, $"onnx runtime error: {error.Message}");
        }
    }

    public void Dispose() => _session.Dispose();

    private static readonly (TensorElementType Type, string Name)[] Types =
    [
        (TensorElementType.Float, "FP32"), (TensorElementType.Float16, "FP16"), (TensorElementType.Double, "FP64"),
        (TensorElementType.Int32, "INT32"), (TensorElementType.Int64, "INT64"),
    ];

    private Tensor Describe(string name, NodeMetadata node)
    {
        var datatype = Types.First(type => type.Type == node.ElementDataType).Name;
        long[] shape = [.. node.Dimensions.Select(side => (long)side)];
        return new(name, datatype, _maxBatchSize == 0 ? shape : shape.Length <= 1 ? [-1, 1] : [-1, .. shape[1..]], []);
    }

    private void Check(Tensor known, Tensor given)
    {
        if (given.Datatype != known.Datatype)
        {
            throw new CallRefusedException(400, $"inference input '{given.Name}' data-type is '{given.Datatype}', but expected '{known.Datatype}'");
        }

        if (given.Shape.Length != known.Shape.Length || given.Shape.Zip(known.Shape).Any(sides => sides.Second > 0 && sides.First != sides.Second))
        {
            throw new CallRefusedException(
                400, $"unexpected shape for input '{given.Name}'. Expected [{string.Join(",", known.Shape)}], got [{string.Join(",", given.Shape)}]");
        }

        if (given.Bytes.Length != given.Count * Tensor.SizeOf(given.Datatype))
        {
            throw new CallRefusedException(400, $"unexpected total byte size {given.Bytes.Length} for input '{given.Name}'");
        }
    }

    // What a server gains by merging requests must not show in their results: each row has a run of its own here.
    private Tensor[] RunRows(IReadOnlyList<Tensor> inputs, string[] names)
    {
        var rows = inputs[0].Shape[0];
        if (inputs.Any(input => input.Shape[0] != rows))
        {
            throw new CallRefusedException(400, $"input '{inputs[1].Name}' batch size does not match other inputs");
        }

        if (rows > _maxBatchSize)
        {
            throw new CallRefusedException(400, $"inference request batch-size must be <= {_maxBatchSize}");
        }

        var parts = Enumerable.Range(0, (int)rows).Select(row => RunOnce([.. inputs.Select(input => Row(input, row, rows))], names)).ToArray();
        return [
            .. parts[0].Select((output, at) => output with
            {
                Shape = [rows, .. output.Shape[1..]],
                Bytes = [.. parts.SelectMany(part => part[at].Bytes)],
            })
        ];
    }

    private Tensor Row(Tensor input, int row, long rows)
    {
        var size = (int)(input.Bytes.Length / rows);
        var rank = _session.InputMetadata[input.Name].Dimensions.Length;
        long[] shape = rank switch { 0 => [], 1 => [1], _ => [1, .. input.Shape[1..]] };
        return input with { Shape = shape, Bytes = input.Bytes[(row * size)..((row + 1) * size)] };
    }

    private Tensor[] RunOnce(IReadOnlyList<Tensor> inputs, string[] names)
    {
        var values = inputs.ToDictionary(input => input.Name, Value);
        try
        {
            using var options = new RunOptions();
            using var outputs = _session.Run(options, values, names);
            return [.. names.Select((name, at) => Read(name, outputs[at]))];
        }
        finally
        {
            foreach (var value in values.Values)
            {
                value.Dispose();
            }
        }
    }

    private static OrtValue Value(Tensor input)
    {
        var value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, Types.First(type => type.Name == input.Datatype).Type, input.Shape);
        input.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static Tensor Read(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return new(name, Types.First(type => type.Type == info.ElementDataType).Name, info.Shape, value.GetTensorMutableRawData().ToArray());
    }
}
