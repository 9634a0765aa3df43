using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker.Language;

/// <summary>References with their XML documentation: the file beside the assembly, or the one that the SDK has for the framework.</summary>
internal sealed class DocumentedReferences
{
    private static readonly string? FrameworkFolder = FindFrameworkFolder();

    private readonly ConcurrentDictionary<string, PortableExecutableReference> _references = new(StringComparer.Ordinal);

    /// <summary>The same assemblies, documented. What was read of them is shared.</summary>
    public IReadOnlyList<MetadataReference> Of(IEnumerable<PortableExecutableReference> plain)
        => [.. plain.Select(reference => Of(reference))];

    /// <summary>The same assembly, documented.</summary>
    public PortableExecutableReference Of(PortableExecutableReference plain) => _references.GetOrAdd(plain.FilePath!, path =>
        DocumentationOf(path) is { } file && plain.GetMetadata() is AssemblyMetadata metadata
            ? metadata.GetReference(
                XmlDocumentationProvider.CreateFromFile(file), plain.Properties.Aliases, plain.Properties.EmbedInteropTypes, path)
            : plain);

    private static string? DocumentationOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        string?[] places =
        [
            Path.ChangeExtension(path, ".xml"),
            FrameworkFolder is null
                ? null
                : Path.Combine(FrameworkFolder, (name == "System.Private.CoreLib" ? "System.Runtime" : name) + ".xml"),
        ];
        return places.FirstOrDefault(File.Exists);
    }

    /// <summary>packs/Microsoft.NETCore.App.Ref/10.0.0/ref/net10.0 beside the runtime's shared/Microsoft.NETCore.App/10.0.0.</summary>
    private static string? FindFrameworkFolder()
    {
        var packs = Path
            .GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var wanted = Path.Combine("ref", $"net{Environment.Version.Major}.0");
        return Directory.Exists(packs)
            ? Directory.GetDirectories(packs, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal).Select(pack =>
                Path.Combine(pack, wanted)).LastOrDefault(Directory.Exists)
            : null;
    }
}
