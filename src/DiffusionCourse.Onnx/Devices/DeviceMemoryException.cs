using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>A network needed more memory than there is. The pipeline answers with a plan that needs less, where there is one.</summary>
internal sealed class DeviceMemoryException(string message, Exception? cause = null) : Exception(message, cause)
{
    // ONNX Runtime has no error code of its own for it. In order: the driver; the arena, of the GPU or of the CPU; the arena under a
    // limit; cuBLAS and cuDNN; cuDNN 9 (host or device); the C++ library on Linux and on Windows.
    private static readonly string[] Signs =
    [
        "out of memory", "Failed to allocate memory", "is smaller than requested bytes", "STATUS_ALLOC_FAILED", "ALLOCATION_FAILED",
        "bad_alloc", "bad allocation",
    ];

    /// <summary>Whether ONNX Runtime's error says that memory ran out.</summary>
    public static bool IsMeantBy(OnnxRuntimeException error) => IsMeantBy(error.Message);

    /// <summary>Whether a message of ONNX Runtime says that memory ran out.</summary>
    public static bool IsMeantBy(string message) => Signs.Any(sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
