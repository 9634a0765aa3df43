using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>
/// References to assemblies of which only the metadata are read: the framework's code, 60 MB, would cost each process 40 ms.
/// </summary>
internal static class AssemblyReference
{
    /// <summary>A reference to a file that is known to be an assembly.</summary>
    public static PortableExecutableReference To(string path)
    {
        using var file = File.OpenRead(path);
        return To(file, path);
    }

    /// <summary>
    /// A reference to any file; null where it holds no metadata. Native libraries are of the same format, or of one that is taken for it.
    /// </summary>
    public static PortableExecutableReference? TryTo(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            using (var image = new PEReader(file, PEStreamOptions.LeaveOpen))
            {
                if (!image.HasMetadata)
                {
                    return null;
                }
            }

            file.Position = 0;
            return To(file, path);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private static PortableExecutableReference To(FileStream file, string path) =>
        AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(file, PEStreamOptions.PrefetchMetadata))
            .GetReference(filePath: path, display: path);
}
