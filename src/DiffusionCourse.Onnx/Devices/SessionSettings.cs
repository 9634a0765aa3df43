using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Inference;

/// <summary>Options of ONNX Runtime sessions, chosen by measurement.</summary>
internal static class SessionSettings
{
    public const GraphOptimizationLevel OptimisationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;

    public static SessionOptions Create(InferenceDevice device, int threads)
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = OptimisationLevel,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            // Errors arrive as exceptions, which say the same.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Threads of one session that spin after its run slow the next session's run down (UNet, then VAE).
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        if (device.IsCuda)
        {
            device.Cuda.AppendTo(options, device.Replays);
        }

        return options;
    }
}
