using System.Reflection;
using System.Runtime.Loader;
using DiffusionCourse.Notebooks.Files;

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

    /// <summary>
    /// Takes up the folder of restored packages. What a name means in this notebook already, it goes on meaning: the packages see that one.
    /// </summary>
    /// <returns>The assemblies that are new, and for each that was there in another version what became of it.</returns>
    public static (IReadOnlyList<string> Assemblies, IReadOnlyList<string> Conflicts) AddPackages(string folder)
    {
        var context = new ReferencedFolder(folder, FromEarlier);
        var assemblies = new List<string>();
        var conflicts = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            if (NameOf(path) is not { } asked || Framework.Serves(asked))
            {
                continue;
            }

            if (FromEarlier(asked)?.GetName().Version is not { } version)
            {
                assemblies.Add(path);
            }
            else if (version != asked.Version)
            {
                conflicts.Add($"{asked.Name} {asked.Version} came with it; this notebook has {version} already, which stays.");
            }
        }

        lock (Gate)
        {
            Folders.Add(context);
        }

        return (assemblies, conflicts);

        static AssemblyName? NameOf(string path)
        {
            try
            {
                return AssemblyName.GetAssemblyName(path);
            }
            catch (BadImageFormatException)
            {
                // A native library of that ending.
                return null;
            }
        }
    }

    /// <summary>What a name means in this notebook so far: loaded, or beside what was referenced.</summary>
    private static Assembly? FromEarlier(AssemblyName name) =>
        AssemblyLoadContext.Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name.Name)
        ?? FromReferencedFolders(new AssemblyName(name.Name!));

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
