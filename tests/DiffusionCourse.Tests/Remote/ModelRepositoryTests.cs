using DiffusionCourse.Models;
using DiffusionCourse.Remote;
using DiffusionCourse.Tests.Exports;
using DiffusionCourse.Tests.Remote.Triton;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Tests.Remote;

/// <summary>A model repository by Triton's rules: its text parses by the published schema, and it says of each graph what the graph is.</summary>
public sealed class ModelRepositoryTests : IDisposable
{
    private static readonly Dictionary<string, ExportLayout> Layouts = new()
    {
        ["a timestep a row"] = ExportLayout.DiffusersScript with { Configs = true, FreeChannels = false },
        ["one timestep for all"] = new() { TimestepShape = [1] },
        ["a scalar timestep, int64"] = ExportLayout.Optimum,
        ["float16, weights beside"] = ExportLayout.Olive,
        ["a batch of one"] = new() { Batch = 1 },
        ["a condition"] = new() { TimestepCondition = 12, EmbedsGuidance = true },
        ["no encoder"] = new() { Encoder = EncoderOutput.Missing },
    };

    private readonly string _output = Directory.CreateTempSubdirectory("course-repository-").FullName;

    public static TheoryData<string> Names => [.. Layouts.Keys];

    public void Dispose() => Directory.Delete(_output, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_configuration_parses_and_says_what_its_graph_is(string name)
    {
        using var model = new ExportedModel(Layouts[name]);
        var graphs = ModelRepository.Write(ModelFolder.Open(model.Folder), _output, new() { Prefix = "sd15" });
        Assert.Equal(Layouts[name].Encoder == EncoderOutput.Missing ? 3 : 4, graphs.Count);
        foreach (var graph in graphs)
        {
            Check(graph.Name);
        }
    }

    [Theory]
    [InlineData("a timestep a row", 8)]
    [InlineData("one timestep for all", 8)]
    [InlineData("float16, weights beside", 8)]
    [InlineData("a scalar timestep, int64", 0)]
    [InlineData("a batch of one", 0)]
    public void Rows_are_merged_where_the_graph_bears_it(string name, int rows)
    {
        using var model = new ExportedModel(Layouts[name]);
        var unet = ModelRepository.Write(ModelFolder.Open(model.Folder), _output, new() { Prefix = "sd15" })[1];
        Assert.Equal(("sd15-unet", rows), (unet.Name, unet.MaxBatchSize));
        Assert.Equal(rows == 0, unet.Reason is not null);
        var timestep = Read("sd15-unet").Input.Single(input => input.Name == "timestep");
        Assert.Equal(name == "a batch of one" ? [-1L] : [1L], timestep.Dims);
        Assert.Equal(rows > 0, timestep.Reshape is { Shape.Count: 0 });
    }

    [Fact]
    public void The_embedded_models_UNet_takes_a_timestep_a_row_and_draws_what_it_drew()
    {
        var folder = ModelFolder.Open("emoji-128");
        var graphs = ModelRepository.Write(folder, _output, new());
        Assert.All(graphs, graph => Assert.Null(graph.Reason));
        Assert.All(graphs, graph => Check(graph.Name));
        using var before = new InferenceSession(folder.UNet);
        using var after = new InferenceSession(Path.Combine(_output, "models", "emoji-128-unet", "1", "model.onnx"));
        Assert.Equal([1], before.InputMetadata["timestep"].Dimensions);
        Assert.Equal([-1], after.InputMetadata["timestep"].Dimensions);
        Assert.Equal(after.InputMetadata["sample"].SymbolicDimensions[0], after.InputMetadata["timestep"].SymbolicDimensions[0]);
    }

    [Fact]
    public void Other_choices_are_written_as_asked()
    {
        using var model = new ExportedModel(new());
        var folder = ModelFolder.Open(model.Folder);
        ModelRepository.Write(folder, _output, new() { Prefix = "a", TensorRt = true });
        Assert.Equal("tensorrt", Read("a-unet").Optimization.ExecutionAccelerators.GpuExecutionAccelerator.Single().Name);
        ModelRepository.Write(folder, _output, new() { Prefix = "b", OnCpu = true, MostRows = 0, Target = RepositoryTarget.KServe });
        Assert.Equal((ModelInstanceGroup.Types.Kind.Cpu, 0), (Read("b-unet").InstanceGroup.Single().Kind, Read("b-unet").MaxBatchSize));
        Assert.Contains("kserve-tritonserver", File.ReadAllText(Path.Combine(_output, "inference-service.yaml")), StringComparison.Ordinal);
        Assert.DoesNotContain("nvidia", File.ReadAllText(Path.Combine(_output, "inference-service.yaml")), StringComparison.Ordinal);
        Assert.Contains("driver: nvidia", File.ReadAllText(Path.Combine(_output, "compose.yaml")), StringComparison.Ordinal);
        Assert.Contains("/v2/models/b", File.ReadAllText(Path.Combine(_output, "README.md")), StringComparison.Ordinal);
    }

    private ModelConfig Read(string name) => ProtobufText.Parse<ModelConfig>(File.ReadAllText(Path.Combine(_output, "models", name, "config.pbtxt")));

    // The rules of Triton's ONNX Runtime backend and of its core, as far as a file can break them.
    private void Check(string name)
    {
        var config = Read(name);
        Assert.Equal((name, "onnxruntime"), (config.Name, config.Backend));
        using var session = new InferenceSession(Path.Combine(_output, "models", name, "1", config.DefaultModelFilename));
        var batched = config.MaxBatchSize > 0;
        Assert.Equal(session.InputMetadata.Keys.Order(StringComparer.Ordinal), config.Input.Select(input => input.Name).Order(StringComparer.Ordinal));
        Assert.Equal(session.OutputMetadata.Keys.Order(StringComparer.Ordinal), config.Output.Select(output => output.Name).Order(StringComparer.Ordinal));
        foreach (var input in config.Input)
        {
            CheckTensor(session.InputMetadata[input.Name], input.DataType, input.Dims, input.Reshape, batched);
        }

        foreach (var output in config.Output)
        {
            CheckTensor(session.OutputMetadata[output.Name], output.DataType, output.Dims, output.Reshape, batched);
        }

        Assert.Equal(batched, config.DynamicBatching is not null);
        Assert.Equal(0ul, config.DynamicBatching?.MaxQueueDelayMicroseconds ?? 0);
        Assert.Equal(1, config.InstanceGroup.Single().Count);
        Assert.NotEmpty(config.ModelWarmup);
        foreach (var warmUp in config.ModelWarmup)
        {
            Assert.InRange((int)warmUp.BatchSize, 1, Math.Max(1, config.MaxBatchSize));
            Assert.Equal(config.Input.Select(input => input.Name).Order(StringComparer.Ordinal), warmUp.Inputs.Keys.Order(StringComparer.Ordinal));
            foreach (var input in config.Input)
            {
                var shape = warmUp.Inputs[input.Name];
                Assert.True(shape.ZeroData);
                Assert.Equal(input.DataType, shape.DataType);
                Assert.Equal(input.Dims.Count, shape.Dims.Count);
                Assert.All(input.Dims.Zip(shape.Dims), sides => Assert.True(sides.Second > 0 && (sides.First == -1 || sides.First == sides.Second)));
            }
        }
    }

    private static void CheckTensor(NodeMetadata graph, Triton.DataType type, IEnumerable<long> dims, ModelTensorReshape? reshape, bool batched)
    {
        Assert.Equal(graph.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => Triton.DataType.TypeFp32,
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 => Triton.DataType.TypeFp16,
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32 => Triton.DataType.TypeInt32,
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => Triton.DataType.TypeInt64,
            _ => Triton.DataType.TypeInvalid,
        }, type);
        long[] graphs = [.. graph.Dimensions.Select(side => (long)side)];
        if (batched)
        {
            Assert.Equal(-1, graphs[0]);
        }

        long[] whole = [.. batched ? [-1] : Array.Empty<long>(), .. reshape?.Shape.ToArray() ?? dims];
        // A number is taken from one value.
        Assert.Equal(graphs is [] ? [1] : graphs, whole);
    }
}
