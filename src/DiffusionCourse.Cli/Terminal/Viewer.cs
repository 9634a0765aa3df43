using System.ComponentModel;
using System.Diagnostics;

namespace DiffusionCourse.Cli;

/// <summary>Shows a file with the program that the system has for it.</summary>
internal static class Viewer
{
    /// <returns>Why it was not shown, or null.</returns>
    public static string? Show(string path)
    {
        try
        {
            // The shell says which program it is; the viewer's own words are none of this command's.
            using var viewer = Process.Start(OperatingSystem.IsLinux()
                ? new ProcessStartInfo("xdg-open", [path]) { RedirectStandardError = true, RedirectStandardOutput = true }
                : new ProcessStartInfo(path) { UseShellExecute = true });
            return null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or FileNotFoundException)
        {
            return $"no viewer was found to open '{path}' with ({error.Message}): the picture is saved there.";
        }
    }
}
