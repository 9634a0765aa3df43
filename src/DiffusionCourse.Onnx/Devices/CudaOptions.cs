using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>How ONNX Runtime uses an NVIDIA GPU. Without effect on the CPU.</summary>
public sealed record CudaOptions
{
    /// <summary>Number of the GPU as the driver counts, from 0. Default 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// The most memory that each network's session may take on the GPU, in GiB, above 0. Default (null): all that there is.
    /// </summary>
    public double? MemoryLimitGiB { get; init; }

    /// <summary>
    /// How cuDNN picks its convolution algorithms. Default <see cref="ConvolutionSearch.Exhaustive"/>, as in ONNX Runtime.
    /// </summary>
    public ConvolutionSearch ConvolutionSearch { get; init; } = ConvolutionSearch.Exhaustive;

    /// <summary>
    /// Whether float32 products may be rounded to TF32 (10 bits of mantissa) on GPUs that have it, which is faster. Default true, as in
    /// ONNX Runtime; pictures then differ slightly from the CPU's.
    /// </summary>
    public bool Tf32 { get; init; } = true;

    /// <summary>
    /// Whether the UNet's kernels are recorded once for each size of picture and then replayed as one (a CUDA graph), which saves launching
    /// them one by one: worth trying where they are short, for small pictures on a fast GPU. Needs memory for each size, and an export all
    /// of whose nodes run on the GPU; any other is run without, with a notice. A run that is replayed cannot be cancelled inside. Default
    /// false.
    /// </summary>
    public bool CudaGraph { get; init; }

    /// <summary>What ONNX Runtime is told, by its own names for the options.</summary>
    /// <param name="replays">Whether the session's kernels are recorded.</param>
    /// <exception cref="ArgumentException">A value is out of its limits.</exception>
    internal Dictionary<string, string> ToProviderOptions(bool replays = false)
    {
        Check();
        var options = new Dictionary<string, string>
        {
            ["device_id"] = DeviceId.ToString(CultureInfo.InvariantCulture),
            ["cudnn_conv_algo_search"] = ConvolutionSearch.ToString().ToUpperInvariant(),
            ["use_tf32"] = Tf32 ? "1" : "0",
            // Memory is taken as it is asked for: doubling the arena would keep more than a large network needs.
            ["arena_extend_strategy"] = "kSameAsRequested",
        };
        if (MemoryLimitGiB is { } limit)
        {
            options["gpu_mem_limit"] = ((long)(limit * (1L << 30))).ToString(CultureInfo.InvariantCulture);
        }

        if (replays)
        {
            options["enable_cuda_graph"] = "1";
        }

        return options;
    }

    internal void AppendTo(SessionOptions session, bool replays)
    {
        using var provider = new OrtCUDAProviderOptions();
        provider.UpdateOptions(ToProviderOptions(replays));
        session.AppendExecutionProvider_CUDA(provider);
    }

    internal void Check()
    {
        if (DeviceId < 0)
        {
            throw new ArgumentException(Invariant($"The GPU's number is {DeviceId}: it must be 0 or more. nvidia-smi -L lists them."));
        }

        if (MemoryLimitGiB is { } limit && !(limit > 0 && limit <= 1024))
        {
            throw new ArgumentException(
                Invariant($"The memory limit is {limit} GiB: it must be above 0 and at most 1024. Leave it out to use all that there is."));
        }

        if (!Enum.IsDefined(ConvolutionSearch))
        {
            throw new ArgumentException(
                $"There is no convolution search {ConvolutionSearch}. Use one of: "
                    + $"{string.Join(", ", Enum.GetNames<ConvolutionSearch>())}.");
        }
    }
}
