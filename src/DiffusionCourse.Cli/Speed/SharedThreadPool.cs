using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Speed;

/// <summary>
/// A pool of threads that sessions may share, in place of one each. It can be made only before anything else of ONNX Runtime is used.
/// </summary>
internal static class SharedThreadPool
{
    public static bool IsThere { get; private set; }

    /// <summary>Makes the pool, of as many threads as there are cores, which do not spin; does nothing where it is too late.</summary>
    public static void Create()
    {
        if (OrtEnv.IsCreated)
        {
            return;
        }

        using var threads = new OrtThreadingOptions
        {
            GlobalIntraOpNumThreads = Environment.ProcessorCount,
            GlobalInterOpNumThreads = 1,
            GlobalSpinControl = false,
        };
        var options = new EnvironmentCreationOptions
        {
            logId = "course",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            threadOptions = threads,
        };
        OrtEnv.CreateInstanceWithOptions(ref options);
        IsThere = true;
    }
}
