using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using DiffusionCourse.Notebooks.Files;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// The load context of one folder that a notebook references. Dependencies beside a referenced assembly come first,
/// unless the framework has the same one or a newer one; native libraries are found beside it too. Restored packages take what the
/// notebook has already.
/// </summary>
internal sealed class ReferencedFolder(string folder, Func<AssemblyName, Assembly?>? earlier = null) : AssemblyLoadContext(folder)
{
    public string Folder { get; } = folder;

    public Assembly? TryLoad(AssemblyName name)
    {
        if (Framework.Serves(name))
        {
            return null;
        }

        var path = Path.Combine(Folder, name.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => earlier?.Invoke(assemblyName) ?? TryLoad(assemblyName);

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (var path in NativeCandidates(unmanagedDllName).Where(File.Exists))
        {
            if (NativeLibrary.TryLoad(path, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private IEnumerable<string> NativeCandidates(string name)
    {
        var extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        string[] names = [name, name + extension, "lib" + name, "lib" + name + extension];
        string[] folders = [Folder, Path.Combine(Folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        return folders.SelectMany(place => names.Select(file => Path.Combine(place, file)));
    }
}
