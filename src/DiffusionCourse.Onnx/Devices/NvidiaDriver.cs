using System.ComponentModel;
using System.Diagnostics;

namespace DiffusionCourse.Inference;

/// <summary>Asks the NVIDIA driver's own tool what GPUs there are.</summary>
internal static class NvidiaDriver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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

            return tool.ExitCode == 0 ? tool.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
