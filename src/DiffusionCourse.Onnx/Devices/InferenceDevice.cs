using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>Where a model runs, and why.</summary>
/// <param name="IsCuda">Whether this is an NVIDIA GPU; otherwise it is the CPU.</param>
/// <param name="Reason">Why this device was chosen, as a sentence for the reader.</param>
public sealed record InferenceDevice(bool IsCuda, string Reason)
{
    private static readonly ConcurrentDictionary<CudaOptions, string?> Obstacles = new();

    /// <summary>Why no build for this processor computes with CUDA; null where one does.</summary>
    internal static string? NoCudaPackage { get; } = RuntimeInformation.OSArchitecture == Architecture.X64 ? null
        : "ONNX Runtime's CUDA package has no files for this processor.";

    /// <summary>The names that <see cref="Parse"/> reads: those of <see cref="DeviceChoice"/>, in lower case.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda"];

    /// <summary>cpu or cuda; the addresses of the servers where the networks run on such.</summary>
    public string Name => Server ?? (IsCuda ? "cuda" : "cpu");

    /// <summary>The servers that run the networks; null for this machine.</summary>
    internal string? Server { get; init; }

    /// <summary>How a GPU is used.</summary>
    internal CudaOptions Cuda { get; init; } = new();

    /// <summary>Whether this takes the place of a GPU that does not work, which the reader should know.</summary>
    internal bool IsFallback { get; init; }

    /// <summary>For tests: whether a run of a graph on that many values fails for want of memory.</summary>
    internal Func<string, long, bool>? RefusesMemory { get; init; }

    /// <summary>Whether a session's tensors stay at fixed places on the device, and its kernels are recorded where that is a GPU.</summary>
    internal bool Replays { get; init; }

    /// <summary>Reads the name of a choice, in letters of any case.</summary>
    /// <param name="name">auto, cpu or cuda.</param>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static DeviceChoice Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var at = Names.Index().Where(entry =>
            entry.Item.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)).Select(entry => (int?)entry.Index).FirstOrDefault();
        return (DeviceChoice?)at
            ?? throw new ArgumentException($"There is no device '{name}'. Use one of: {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>Chooses a device.</summary>
    /// <param name="choice">Where to run.</param>
    /// <param name="cuda">How a GPU would be used; null for the defaults.</param>
    /// <exception cref="ArgumentException">An unknown choice, or an option out of its limits.</exception>
    public static InferenceDevice Choose(DeviceChoice choice = DeviceChoice.Auto, CudaOptions? cuda = null)
    {
        cuda ??= new();
        cuda.Check();
        if (!Enum.IsDefined(choice))
        {
            throw new ArgumentException(
                $"There is no device {choice}. Use one of: {string.Join(", ", Enum.GetNames<DeviceChoice>())}.", nameof(choice));
        }

        if (choice == DeviceChoice.Cpu)
        {
            return new(IsCuda: false, "CPU, as asked for.");
        }

        var built = OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
        var obstacle =
            built ? Obstacle(cuda, choice)
            : NoCudaPackage ?? "this build carries ONNX Runtime for the CPU (build with -p:OnnxRuntimeFlavor=gpu for CUDA).";
        var device = (obstacle, choice) switch
        {
            (null, DeviceChoice.Cuda) => new InferenceDevice(IsCuda: true, "CUDA, as asked for."),
            (null, _) => new(IsCuda: true, "CUDA: an NVIDIA GPU and its ONNX Runtime provider were found."),
            (_, DeviceChoice.Cuda) => new(IsCuda: false, $"CPU instead of CUDA: {obstacle}"),
            _ => new(IsCuda: false, $"CPU: {obstacle}"),
        };
        return device with { Cuda = cuda, IsFallback = !device.IsCuda && (built || choice == DeviceChoice.Cuda) };
    }

    /// <summary>Starts ONNX Runtime, which every session waits for, and tries no device.</summary>
    internal static void StartRuntime() => OrtEnv.Instance().GetAvailableProviders();

    /// <summary>The CPU, where a model does not fit into the GPU's memory.</summary>
    internal InferenceDevice AfterMemoryRanOut() => Instead("the model does not fit into the GPU's memory.");

    /// <summary>Where a network can run that this device has no memory for; null where there is no such place.</summary>
    internal InferenceDevice? Fallback => IsCuda || RefusesMemory is not null ? AfterMemoryRanOut() with { RefusesMemory = null } : null;

    /// <summary>The CPU, where the GPU failed on a model.</summary>
    internal InferenceDevice AfterFailure(Exception error) => Instead($"the GPU failed on the model: {RuntimeMessage.Of(error)}.");

    private InferenceDevice Instead(string reason)
        => this with { IsCuda = false, Replays = false, Reason = $"CPU instead of CUDA: {reason}", IsFallback = true };

    // Trying takes a moment and its answer stays. Without a driver, what the provider misses is not what the reader lacks.
    private static string? Obstacle(CudaOptions cuda, DeviceChoice choice)
    {
        var reason = Obstacles.GetOrAdd(cuda, options => DeviceProbe.Obstacle(new InferenceDevice(IsCuda: true, "") { Cuda = options }));
        return reason is null ? null
            : NvidiaDriver.IsInstalled ? $"the CUDA provider does not work: {reason}."
            : choice == DeviceChoice.Cuda ? "no NVIDIA driver was found. Install the GPU's driver, or leave the device at auto: the "
                + "course needs no GPU."
            : "no NVIDIA driver was found, and none is needed: the course runs on the CPU.";
    }
}
