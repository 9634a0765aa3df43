using System.Diagnostics;
using System.Globalization;

namespace DiffusionCourse.Cost.Latency;

/// <summary>The high-water mark of this process' memory.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status", Forget = "/proc/self/clear_refs", HighWater = "VmHWM:";

    /// <summary>
    /// Sets the mark down to what is in use now, where the system can (Linux); false where the mark stays that of the whole process.
    /// </summary>
    public static bool Reset()
    {
        try
        {
            File.WriteAllText(Forget, "5");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The most physical memory in use at once since the mark was set, in bytes; null where the system does not say.</summary>
    public static long? Bytes()
    {
        try
        {
            var line = File.Exists(Status)
                ? File.ReadLines(Status).FirstOrDefault(text => text.StartsWith(HighWater, StringComparison.Ordinal))
                : null;
            if (
                line is not null && long.TryParse(
                    line[HighWater.Length..].Replace("kB", "", StringComparison.Ordinal),
                    NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kibibytes))
            {
                return kibibytes * 1024;
            }
        }
        catch (IOException)
        {
            // Then as elsewhere.
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 > 0 ? process.PeakWorkingSet64 : null;
    }
}
