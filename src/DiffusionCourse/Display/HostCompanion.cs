using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DiffusionCourse.Display;

/// <summary>
/// Loads the assembly that knows .NET Interactive where that runs the notebook. It lies beside the library, refers to both, and attaches
/// itself when it is loaded; in every other host it is not touched.
/// </summary>
internal static class HostCompanion
{
    private const string Host = "Microsoft.DotNet.Interactive";
    private const string Companion = "DiffusionCourse.Interactive";

    /// <summary>What the reader should know of the companion: that it is missing or does not fit; null where all is well.</summary>
    public static string? Advice { get; private set; }

#pragma warning disable CA2255 // Nothing else runs before a notebook's first use of the library.
    [ModuleInitializer]
    internal static void Load()
    {
        // Packages bring the companion by itself: what is loaded is not loaded twice.
        var names = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name).ToHashSet();
        if (!names.Contains(Host) || names.Contains(Companion))
        {
            return;
        }

        var library = typeof(HostCompanion).Assembly;
        var path = Path.Combine(Path.GetDirectoryName(library.Location) ?? "", $"{Companion}.dll");
        if (!File.Exists(path))
        {
            Advice =
                $"{Companion}.dll is not beside the library: progress and Stop do not reach .NET Interactive. Run dotnet build in the "
                    + "course's folder, then restart the kernel.";
            return;
        }

        try
        {
            var companion = AssemblyLoadContext.GetLoadContext(library)!.LoadFromAssemblyPath(path);
            RuntimeHelpers.RunModuleConstructor(companion.ManifestModule.ModuleHandle);
        }
        catch (Exception error) when (
            error is IOException or BadImageFormatException or TypeLoadException or TypeInitializationException or MissingMemberException)
        {
            Advice =
                $"{Companion} does not fit this version of .NET Interactive: progress and Stop do not reach it. "
                    + $"({(error.InnerException ?? error).Message})";
        }
    }
#pragma warning restore CA2255
}
