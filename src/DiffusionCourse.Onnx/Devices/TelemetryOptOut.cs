using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DiffusionCourse.Inference;

/// <summary>
/// Keeps ONNX Runtime from reporting to its maker. Since 1.29 its official builds do so by default on every system: they write a
/// device id into the user's cache and send models' names and hashes. A course that works offline sends nothing.
/// </summary>
internal static partial class TelemetryOptOut
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

#pragma warning disable CA2255 // The runtime reads the variable once, when its first session or version is asked for.
    [ModuleInitializer]
    internal static void Apply()
    {
        // Whoever has set it, to whatever, has decided.
        if (Environment.GetEnvironmentVariable(Variable) is not null)
        {
            return;
        }

        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
        {
            // .NET keeps a copy of the environment there, which native code does not see.
            _ = SetNative(Variable, "1", overwrite: 1);
        }
    }
#pragma warning restore CA2255

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNative(string name, string value, int overwrite);
}
