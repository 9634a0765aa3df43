using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// References to assemblies of which only the metadata are read: the framework's code, 60 MB, would cost each process 40 ms.
/// </summary>
internal static class AssemblyReference
{
    /// <summary>Whether a file holds metadata. Native libraries are of the same format, or of one that is taken for it.</summary>
    /// <exception cref="BadImageFormatException">The file is of another format.</exception>
    public static bool IsAssembly(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        return image.HasMetadata;
    }

    /// <exception cref="BadImageFormatException">The file is no assembly.</exception>
    public static PortableExecutableReference To(string path)
    {
        using var file = File.OpenRead(path);
        return AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata))
            .GetReference(filePath: path, display: path);
    }
}
