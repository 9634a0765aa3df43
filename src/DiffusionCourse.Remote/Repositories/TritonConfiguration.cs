using System.Globalization;
using System.Text;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Remote;

/// <summary>
/// A network's config.pbtxt: Triton's ModelConfig as protobuf text. It is written in full, so that a server that completes configurations
/// and one that does not mean the same.
/// </summary>
internal static class TritonConfiguration
{
    // Students' cells come before sweeps; a queue that is full is told at once.
    private const int PriorityLevels = 2, LongestQueue = 128;

    public static string Of(ServedGraph graph, RepositoryOptions options)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"name: \"{graph.Name}\"\n");
        text.Append("backend: \"onnxruntime\"\n");
        text.Append(CultureInfo.InvariantCulture, $"default_model_filename: \"{ModelRepository.GraphName}\"\n");
        text.Append(CultureInfo.InvariantCulture, $"max_batch_size: {graph.MaxBatchSize}\n");
        foreach (var input in graph.Inputs)
        {
            Tensor(text, "input", input, graph.MaxBatchSize > 0);
        }

        foreach (var output in graph.Outputs)
        {
            Tensor(text, "output", output, graph.MaxBatchSize > 0);
        }

        if (graph.MaxBatchSize > 0)
        {
            // Batches form while the GPU is busy: a delay would cost a lone student time and gain nothing.
            text.Append("dynamic_batching {\n  max_queue_delay_microseconds: 0\n");
            text.Append(CultureInfo.InvariantCulture, $"  priority_levels: {PriorityLevels}\n  default_priority_level: 1\n");
            text.Append("  default_queue_policy { timeout_action: REJECT ");
            text.Append(CultureInfo.InvariantCulture, $"max_queue_size: {LongestQueue} }}\n}}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"instance_group [ {{ count: 1 kind: {(options.OnCpu ? "KIND_CPU" : "KIND_GPU")} }} ]\n");
        if (!options.OnCpu)
        {
            Gpu(text, options.TensorRt);
        }

        WarmUp(text, graph);
        return text.ToString();
    }

    /// <summary>An element type as Triton's configuration names it.</summary>
    public static string TypeOf(TensorSignature tensor) => $"TYPE_{Datatype.NameOf(tensor.Type)}";

    // A shared timestep becomes one for each row, which the graph takes without the axis that Triton wants.
    private static void Tensor(StringBuilder text, string kind, TensorSignature tensor, bool batched)
    {
        var dimensions = batched ? tensor.Dimensions[1..] : tensor.Dimensions;
        var isReshaped = dimensions.Length == 0;
        text.Append(CultureInfo.InvariantCulture, $"{kind} {{\n  name: \"{tensor.Name}\"\n  data_type: {TypeOf(tensor)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  dims: [ {(isReshaped ? "1" : string.Join(", ", dimensions))} ]\n");
        if (isReshaped && batched)
        {
            text.Append("  reshape { shape: [ ] }\n");
        }

        text.Append("}\n");
    }

    // Searching for the fastest convolution again for each new batch size makes the first student of each wait for seconds.
    private static void Gpu(StringBuilder text, bool tensorRt)
    {
        if (tensorRt)
        {
            text.Append("optimization { execution_accelerators { gpu_execution_accelerator [ {\n  name: \"tensorrt\"\n");
            text.Append("  parameters { key: \"precision_mode\" value: \"FP16\" }\n");
            text.Append("  parameters { key: \"trt_engine_cache_enable\" value: \"1\" }\n} ] } }\n");
        }

        text.Append("parameters { key: \"cudnn_conv_algo_search\" value { string_value: \"1\" } }\n");
        // Grows by what is asked for, and not to the next power of two.
        text.Append("parameters { key: \"arena_extend_strategy\" value { string_value: \"1\" } }\n");
    }

    private static void WarmUp(StringBuilder text, ServedGraph graph)
    {
        // A model that takes no batches is warmed by one request of its full shape, which Triton counts as a batch of 1.
        var batched = graph.MaxBatchSize > 0;
        long[] sizes = graph.MaxBatchSize > 1 ? [1, 2, graph.MaxBatchSize] : [1];
        foreach (var size in sizes.Distinct())
        {
            text.Append(CultureInfo.InvariantCulture, $"model_warmup {{\n  name: \"rows-{size}\"\n  batch_size: {size}\n");
            foreach (var (input, shape) in graph.Inputs.Zip(graph.WarmUp))
            {
                var dimensions = batched ? shape[1..] : shape;
                text.Append(CultureInfo.InvariantCulture, $"  inputs {{ key: \"{input.Name}\" value {{ data_type: {TypeOf(input)} ");
                text.Append(CultureInfo.InvariantCulture, $"dims: [ {(dimensions.Length == 0 ? "1" : string.Join(", ", dimensions))} ] ");
                text.Append("zero_data: true } }\n");
            }

            text.Append("}\n");
        }
    }
}
