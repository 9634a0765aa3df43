using System.Collections.Concurrent;

namespace DiffusionCourse.Notebooks.Files;

/// <summary>How one file names another, so that the name holds where the first one goes.</summary>
internal static class CourseFolder
{
    // A notebook may name a file in every line, and a folder may hold thousands: each is looked through once.
    private static readonly ConcurrentDictionary<string, string?> Roots = new(StringComparer.Ordinal);

    /// <summary>
    /// The path from a folder to a file that code reads: relative while both lie in one source tree, so that the tree can be moved;
    /// absolute elsewhere, so that the file outside can be moved. With slashes, as all hosts take them.
    /// </summary>
    public static string PathTo(string file, string fromFolder) => Slashes(
        RootOf(file) is { } root && IsBelow(fromFolder, root) ? Path.GetRelativePath(fromFolder, file) : file);

    /// <summary>The relative path of a link, as it stands in an address.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fromFolder">The folder that the path starts from.</param>
    /// <param name="isEscaped">Whether all but plain letters is escaped; else only what has another meaning in an address.</param>
    public static string LinkTo(string file, string fromFolder, bool isEscaped)
    {
        var path = Slashes(Path.GetRelativePath(fromFolder, file));
        return isEscaped
            ? string.Join('/', path.Split('/').Select(Uri.EscapeDataString))
            : path.Replace("%", "%25", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal).Replace(
                "?", "%3F", StringComparison.Ordinal);
    }

    /// <summary>
    /// The first file of that name in the source tree that a file belongs to, outside of what builds write; null where there is none.
    /// </summary>
    public static string? Find(string file, string name)
    {
        return RootOf(file) is { } root
            ? FileTree.Below(root, below =>
                Path.GetFileName(below) is not ("artifacts" or "bin" or "obj" or "node_modules")
                    && !Path.GetFileName(below).StartsWith('.'))
                .Where(found => Path.GetFileName(found) == name).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    private static string Slashes(string path) => path.Replace(Path.DirectorySeparatorChar, '/');

    public static bool IsBelow(string folder, string root) =>
        (folder + Path.DirectorySeparatorChar).StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The source tree that a file belongs to: the nearest folder above it with a solution or a repository.</summary>
    public static string? RootOf(string file) => Path.GetDirectoryName(file) is { } folder
        ? Roots.GetOrAdd(folder, static folder => IsRoot(folder) ? folder : RootOf(folder))
        : null;

    // A folder that may not be read is none.
    private static bool IsRoot(string folder) => Path.Exists(Path.Combine(folder, ".git"))
        || (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.sln*", new EnumerationOptions()).Any());
}
