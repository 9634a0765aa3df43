using System.Collections.Concurrent;
using System.Collections.Immutable;
using DiffusionCourse.Notebooks.Files;
using Microsoft.CodeAnalysis;

namespace DiffusionCourse.Notebooks.Worker;

/// <summary>What <c>#r</c> means: a file, relative to the notebook's folder; dependencies are looked for beside it.</summary>
internal sealed class ReferenceResolver(string workingDirectory) : MetadataReferenceResolver
{
    private readonly ConcurrentDictionary<string, PortableExecutableReference?> _references = new(StringComparer.Ordinal);

    /// <summary>Gives a reference its documentation; null where nobody reads it.</summary>
    public Func<PortableExecutableReference, PortableExecutableReference>? Document { get; init; }

    /// <summary>Called with the path of each assembly that the notebook references.</summary>
    public event Action<string>? Referenced;

    public override bool ResolveMissingAssemblies => true;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        if (reference.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var path = Path.GetFullPath(reference, workingDirectory);
        if (File.Exists(path))
        {
            if (Reference(path) is not { } assembly)
            {
                // The compiler says that it is none, and where.
                return [MetadataReference.CreateFromFile(path)];
            }

            Referenced?.Invoke(path);
            return [assembly];
        }

        return Framework.TryFind(reference) is { } file && Reference(file) is { } framework ? [framework] : [];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        // What this host needs is no business of the cells, and large.
        if (definition is PortableExecutableReference { FilePath: { } path }
            && path != typeof(ReferenceResolver).Assembly.Location
            && Path.Combine(Path.GetDirectoryName(path)!, referenceIdentity.Name + ".dll") is var beside
            && File.Exists(beside))
        {
            return Reference(beside);
        }

        return Framework.TryFind(referenceIdentity.Name) is { } framework ? Reference(framework) : null;
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private PortableExecutableReference? Reference(string path) => _references.GetOrAdd(path, Create);

    /// <summary>A reference to the file, or null where it is no assembly.</summary>
    private PortableExecutableReference? Create(string path) =>
        AssemblyReference.TryTo(path) is { } reference ? Document?.Invoke(reference) ?? reference : null;
}
