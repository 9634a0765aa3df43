using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// References to assemblies of which only the metadata are read: the framework's code, 60 MB, would cost each process 40 ms.
/// </summary>
internal static class AssemblyReference
{
    public static PortableExecutableReference To(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata))
                .GetReference(filePath: path, display: path);
        }
        catch (BadImageFormatException)
        {
            // The compiler says so in a message that names the place.
            return MetadataReference.CreateFromFile(path);
        }
    }
}
