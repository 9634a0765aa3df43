using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DiffusionCourse.Inference;

/// <summary>Whether there is an NVIDIA driver, and what its own tool says of the GPUs.</summary>
internal static class NvidiaDriver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the driver's library loads, which CUDA itself goes through.</summary>
    public static bool IsInstalled
    {
        get
        {
            if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var library))
            {
                return false;
            }

            NativeLibrary.Free(library);
            return true;
        }
    }

    /// <summary>Name and memory of each GPU; empty where there is no driver.</summary>
    /// <param name="fields">The tool's names of what to list, separated by commas.</param>
    public static IReadOnlyList<string> ListGpus(string fields = "name,memory.total")
    {
        try
        {
            using var tool = Process.Start(new ProcessStartInfo("nvidia-smi", [$"--query-gpu={fields}", "--format=csv,noheader"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (tool is null || !tool.WaitForExit(Patience))
            {
                tool?.Kill();
                return [];
            }

            return tool.ExitCode == 0
                ? tool.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
