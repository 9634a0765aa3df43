using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DiffusionCourse.Charts;

/// <summary>Answers Plotly.NET's request for FSharp.Core, whatever version it names.</summary>
/// <remarks>
/// .NET Interactive carries an older FSharp.Core than Plotly.NET asks for, and a second copy beside the library breaks charts
/// there. So the folder that notebooks reference holds none: the host's copy is taken, else the one in the subfolder
/// <c>fsharp</c>, always into the default load context, where every library of the process finds the same one.
/// </remarks>
internal static class FSharpCoreResolver
{
    private const string Name = "FSharp.Core";

    [ThreadStatic]
    private static bool _asking;

#pragma warning disable CA2255 // Nothing else runs before a notebook's first use of the library.
    [ModuleInitializer]
    internal static void Register() => AppDomain.CurrentDomain.AssemblyResolve += (_, request) => Resolve(request.Name);
#pragma warning restore CA2255

    private static Assembly? Resolve(string request)
    {
        // Asking the default context raises the same event again where the host has no copy.
        if (_asking || new AssemblyName(request).Name != Name)
        {
            return null;
        }

        _asking = true;
        try
        {
            return HostCopy() ?? OwnCopy();
        }
        finally
        {
            _asking = false;
        }
    }

    private static Assembly? HostCopy()
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(Name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static Assembly? OwnCopy()
    {
        var folder = Path.GetDirectoryName(typeof(FSharpCoreResolver).Assembly.Location);
        var path = Path.Combine(folder ?? "", "fsharp", $"{Name}.dll");
        return File.Exists(path) ? AssemblyLoadContext.Default.LoadFromAssemblyPath(path) : null;
    }
}
