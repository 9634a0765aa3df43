using System.Diagnostics;
using System.Runtime.InteropServices;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Inference;

/// <summary>
/// Libraries that stand in for CUDA's, built and loaded into this process: see cudart.c beside this file. They are there where the tests
/// are built with OnnxRuntimeFlavor=gpu, on Linux, with gcc.
/// </summary>
internal sealed class StandInCuda
{
    private const string Provider = "libonnxruntime_providers_cuda.so";
    private static readonly Lazy<StandInCuda?> Loaded = new(Load);
    private readonly Action<nuint> _limit;
    private readonly Action<int> _refuseRecording;
    private readonly Action _reset;
    private readonly ReadCounts _read;

    private StandInCuda(nint library)
    {
        _limit = Marshal.GetDelegateForFunctionPointer<SetLimit>(NativeLibrary.GetExport(library, "standin_limit")).Invoke;
        _refuseRecording = Marshal.GetDelegateForFunctionPointer<RefuseRecording>(NativeLibrary.GetExport(library, "standin_refuse_recording")).Invoke;
        _reset = Marshal.GetDelegateForFunctionPointer<Reset>(NativeLibrary.GetExport(library, "standin_reset")).Invoke;
        _read = Marshal.GetDelegateForFunctionPointer<ReadCounts>(NativeLibrary.GetExport(library, "standin_read"));
    }

    private delegate void SetLimit(nuint bytes);

    private delegate void RefuseRecording(int refuse);

    private delegate void Reset();

    private delegate void ReadCounts([Out] long[] counts);

    /// <summary>Null where they cannot be: the reader is told.</summary>
    public static StandInCuda? Instance => Loaded.Value;

    /// <summary>Refuses memory beyond so many bytes in all; by default nothing is refused.</summary>
    public void Limit(long bytes = long.MaxValue) => _limit((nuint)bytes);

    /// <summary>Whether kernels can be recorded.</summary>
    public void Record(bool can) => _refuseRecording(can ? 0 : 1);

    /// <summary>What happens from now on.</summary>
    public void StartCounting() => _reset();

    public StandInCounts Counts()
    {
        var counts = new long[6];
        _read(counts);
        return new(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    private static StandInCuda? Load()
    {
        var provider = Path.Combine(AppContext.BaseDirectory, Provider);
        if (!OperatingSystem.IsLinux() || !File.Exists(provider))
        {
            Console.WriteLine($"CUDA's stand-ins are left out: there is no {Provider} here (build the tests with -p:OnnxRuntimeFlavor=gpu on Linux).");
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("course-cuda-").FullName;
        var script = Path.Combine(CourseCommand.RepositoryRoot, "tests", "DiffusionCourse.Tests", "Inference", "CudaStandIn", "build.sh");
        using var build = Process.Start(new ProcessStartInfo("sh", [script, provider, folder]) { RedirectStandardError = true })!;
        var errors = build.StandardError.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0)
        {
            Console.WriteLine($"CUDA's stand-ins are left out: {errors}");
            return null;
        }

        // The provider finds libraries that are loaded already by their names.
        nint runtime = 0;
        foreach (var file in Directory.GetFiles(folder, "lib*.so*").Where(file => !file.EndsWith(".c", StringComparison.Ordinal)))
        {
            var library = NativeLibrary.Load(file);
            runtime = Path.GetFileName(file).StartsWith("libcudart", StringComparison.Ordinal) ? library : runtime;
        }

        return new(runtime);
    }
}
