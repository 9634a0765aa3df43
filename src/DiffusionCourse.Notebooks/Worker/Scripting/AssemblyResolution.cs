using System.Reflection;
using System.Runtime.Loader;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// Which file an assembly name means in the worker. The worker is started with a list of trusted assemblies that holds the
/// framework and this assembly only (worker.deps.json), so nothing beside it gets in the way of what a notebook references:
/// 1. the framework; 2. the folders of the assemblies that the notebook references with #r; 3. Roslyn, beside the worker.
/// </summary>
internal static class AssemblyResolution
{
    private static readonly List<ReferencedFolder> Folders = [];
    private static readonly Lock Gate = new();
    private static readonly HostFolder Host = new(AppContext.BaseDirectory);

    public static void Install() => AssemblyLoadContext.Default.Resolving += (_, name) => FromReferencedFolders(name) ?? Host.TryLoad(name);

    /// <summary>Loads an assembly that a notebook references; those of one folder share a load context.</summary>
    public static Assembly LoadReferenced(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        ReferencedFolder context;
        lock (Gate)
        {
            context = Folders.Find(known => known.Folder == folder) ?? new ReferencedFolder(folder);
            if (!Folders.Contains(context))
            {
                Folders.Add(context);
            }
        }

        return context.LoadFromAssemblyPath(path);
    }

    /// <summary>Whether a notebook's reference brought this assembly, or the notebook itself.</summary>
    public static bool IsReferenced(Assembly assembly) => AssemblyLoadContext.GetLoadContext(assembly) is ReferencedFolder;

    private static Assembly? FromReferencedFolders(AssemblyName name)
    {
        ReferencedFolder[] folders;
        lock (Gate)
        {
            folders = [.. Folders];
        }

        return folders.Select(folder => folder.TryLoad(name)).FirstOrDefault(assembly => assembly is not null);
    }
}
