using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>Where a model runs, and why.</summary>
/// <param name="Name">cpu or cuda.</param>
/// <param name="Reason">Why this device was chosen, as a sentence for the reader.</param>
public sealed record InferenceDevice(string Name, string Reason)
{
    /// <summary>The values that <see cref="Choose"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda"];

    /// <summary>Whether this is an NVIDIA GPU.</summary>
    public bool IsCuda => Name == "cuda";

    /// <summary>Chooses a device.</summary>
    /// <param name="name">auto (CUDA where it works, else CPU), cpu or cuda.</param>
    /// <exception cref="ArgumentException">An unknown name.</exception>
    public static InferenceDevice Choose(string name = "auto")
    {
        string wanted = (name ?? "auto").Trim().ToLowerInvariant();
        if (!Names.Contains(wanted))
        {
            throw new ArgumentException($"There is no device '{name}'. Use one of: {string.Join(", ", Names)}.", nameof(name));
        }

        if (wanted == "cpu")
        {
            return new("cpu", "CPU, as asked for.");
        }

        string? obstacle = CudaObstacle();
        return (obstacle, wanted) switch
        {
            (null, "cuda") => new("cuda", "CUDA, as asked for."),
            (null, _) => new("cuda", "CUDA: an NVIDIA GPU and its ONNX Runtime provider were found."),
            (_, "cuda") => new("cpu", $"CPU instead of CUDA: {obstacle}"),
            _ => new("cpu", $"CPU: {obstacle}"),
        };
    }

    // The provider is appended to throw-away options: the only test that also covers missing CUDA libraries.
    private static string? CudaObstacle()
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
        {
            return "this build carries ONNX Runtime for the CPU (build with -p:OnnxRuntimeFlavor=gpu for CUDA).";
        }

        try
        {
            using var options = new SessionOptions();
            options.AppendExecutionProvider_CUDA(0);
            return null;
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            return $"the CUDA provider does not load ({error.Message.ReplaceLineEndings(" ").Trim()}).";
        }
    }
}
