using DiffusionCourse.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using static DiffusionCourse.Models.Onnx.OnnxElementType;

namespace DiffusionCourse.Inference;

/// <summary>
/// Tries a device on a convolution and a matrix product. A provider that loads says little: cuDNN is looked for at the first convolution,
/// and a GPU that the driver or the build does not know fails at the first kernel.
/// </summary>
internal static class DeviceProbe
{
    private const int Channels = 4, Side = 8, Kernel = 3;
    private const float Weight = 0.5f;

    /// <summary>Why the device does not work, as half a sentence; null where it does.</summary>
    public static string? Obstacle(InferenceDevice device)
    {
        try
        {
            // The provider writes its errors to the console as well, in its own words; they arrive as exceptions.
            OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            using var options = SessionSettings.Create(device, threads: 1);
            using var session = new InferenceSession(Graph(), options);
            return IsRight(session) ? null : "it computes wrong numbers";
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            return RuntimeMessage.Of(error) + (
                NamesLibrary(error.Message)
                    ? ". Install the CUDA and cuDNN that it asks for where the loader finds them (LD_LIBRARY_PATH, on Windows PATH)"
                    : "");
        }
    }

    private static bool IsRight(InferenceSession session)
    {
        var ones = new float[Channels * Side * Side];
        Array.Fill(ones, 1);
        using var input = OrtValue.CreateTensorValueFromMemory(ones, [1, Channels, Side, Side]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["x"], [input], ["y"]);
        const float Expected = Channels * Kernel * Kernel * Weight * (Side - Kernel + 1) * Weight;
        foreach (var value in outputs[0].GetTensorDataAsSpan<float>())
        {
            if (!(MathF.Abs(value - Expected) < Expected / 100))
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Graph()
    {
        const int Left = Side - Kernel + 1;
        return new OnnxGraphBuilder()
            .Input("x", Float, 1, Channels, Side, Side)
            .Weight("w", Weight, Channels, Channels, Kernel, Kernel)
            .Weight("m", Weight, Left, Left)
            .Node("Conv", ["x", "w"], ["c"])
            .Node("MatMul", ["c", "m"], ["y"])
            .Output("y", Float, 1, Channels, Left, Left)
            .ToModel();
    }

    private static bool NamesLibrary(string message)
        => message.Contains("Failed to load library", StringComparison.Ordinal) || message.Contains("cuDNN is", StringComparison.Ordinal);
}
