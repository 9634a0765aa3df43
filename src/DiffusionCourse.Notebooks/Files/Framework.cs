using System.Reflection;

namespace DiffusionCourse.Notebooks.Files;

/// <summary>The assemblies that the runtime brings.</summary>
internal static class Framework
{
    private static readonly Dictionary<string, string> Paths = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(path => Path.GetFileNameWithoutExtension(path) != typeof(Framework).Assembly.GetName().Name)
        .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The files of all of them.</summary>
    public static IEnumerable<string> AssemblyPaths => Paths.Values;

    /// <summary>The file of one of them.</summary>
    public static string? TryFind(string name) => Paths.GetValueOrDefault(name);

    /// <summary>Whether the runtime's own assembly of that name is new enough for a request.</summary>
    public static bool Serves(AssemblyName name) =>
        name.Name is not null
        && Paths.TryGetValue(name.Name, out var path)
        && (name.Version is null || AssemblyName.GetAssemblyName(path).Version >= name.Version);
}
