using System.Security.Cryptography;
using System.Text;
using DiffusionCourse.Files;

namespace DiffusionCourse.Inference;

/// <summary>
/// Names a graph by what its files hold. Hashing is done once: the result is remembered for the files' names, sizes and times,
/// as version control does.
/// </summary>
internal static class GraphContent
{
    /// <summary>The SHA-256 of a graph and of all files beside it (its external weights lie there), in hexadecimal.</summary>
    /// <param name="path">The graph.</param>
    /// <param name="mostBytes">Above this, null.</param>
    /// <param name="memory">The folder of what is remembered.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string? Hash(string path, long mostBytes, string memory)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(
            file => file.FullName, StringComparer.Ordinal)
            .Select(Target).ToArray();
        if (files.Sum(file => file.Length) > mostBytes)
        {
            return null;
        }

        var state = string.Join('\n', files.Select(file => Invariant($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")));
        var file = Path.Combine(memory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..32]);
        return Recall(file) ?? Remember(file, HashFiles(folder, files));
    }

    // What a hub's cache holds are links to the files.
    private static FileInfo Target(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;

    private static string? Recall(string file)
    {
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : null;
    }

    private static string Remember(string file, string hash)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, Encoding.ASCII.GetBytes(hash));
        return hash;
    }

    private static string HashFiles(string folder, FileInfo[] files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = file.OpenRead();
            all.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(folder, file.FullName)}\n{stream.Length}\n"));
            all.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
