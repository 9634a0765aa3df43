using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// References to assemblies of which only the metadata are read: the framework's code, 60 MB, would cost each process 40 ms.
/// </summary>
internal static class AssemblyReference
{
    /// <exception cref="BadImageFormatException">The file is no assembly.</exception>
    public static PortableExecutableReference To(string path)
    {
        using var file = File.OpenRead(path);
        return AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata))
            .GetReference(filePath: path, display: path);
    }
}
