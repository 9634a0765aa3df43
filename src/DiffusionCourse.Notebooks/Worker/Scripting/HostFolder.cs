using System.Reflection;
using System.Runtime.Loader;
using DiffusionCourse.Notebooks.Files;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>The load context of what lies beside the worker: Roslyn and its dependencies, Markdig.</summary>
internal sealed class HostFolder(string folder) : AssemblyLoadContext("host")
{
    public Assembly? TryLoad(AssemblyName name)
    {
        var path = Path.Combine(folder, name.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        Framework.Serves(assemblyName) || assemblyName.Name == typeof(HostFolder).Assembly.GetName().Name ? null : TryLoad(assemblyName);
}
