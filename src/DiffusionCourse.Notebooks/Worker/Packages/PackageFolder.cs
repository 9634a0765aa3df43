using System.Text.Json;

namespace DiffusionCourse.Notebooks.Worker.Packages;

/// <summary>
/// The files of restored packages side by side, as an assembly looks for what it needs: assemblies for this runtime, and native libraries
/// for this machine.
/// </summary>
internal static class PackageFolder
{
    private const string Laid = "laid-out";

    /// <summary>The folder, where the packages of a project have been laid out before; else null.</summary>
    public static string? Find(string project) => Path.Combine(project, Laid) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Lays the packages of a restored project out.</summary>
    /// <param name="project">The project's folder.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="PackageException">A file of a package is gone from the machine.</exception>
    public static string LayOut(string project)
    {
        var folder = Path.Combine(project, Laid);
        var growing = Path.Combine(project, $".{Guid.NewGuid():N}");
        Directory.CreateDirectory(growing);
        foreach (var file in Files(Path.Combine(project, PackageRestore.AssetsFile)))
        {
            File.Copy(file, Path.Combine(growing, Path.GetFileName(file)), overwrite: true);
        }

        try
        {
            Directory.Move(growing, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another notebook was faster.
            Directory.Delete(growing, recursive: true);
        }

        return folder;
    }

    /// <summary>What the project's own runtime target lists: it is the one that names a machine.</summary>
    private static IEnumerable<string> Files(string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        var root = document.RootElement;
        string[] caches = [.. root.GetProperty("packageFolders").EnumerateObject().Select(cache => cache.Name)];
        var target = root.GetProperty("targets").EnumerateObject().First(candidate =>
            candidate.Name.Contains('/', StringComparison.Ordinal)).Value;
        foreach (var library in target.EnumerateObject())
        {
            var path = root.GetProperty("libraries").GetProperty(library.Name).GetProperty("path").GetString()!;
            foreach (var kind in new[] { "runtime", "native" })
            {
                if (!library.Value.TryGetProperty(kind, out var files))
                {
                    continue;
                }

                foreach (var file in files.EnumerateObject().Select(file => file.Name).Where(name => Path.GetFileName(name) != "_._"))
                {
                    yield return caches.Select(cache => Path.Combine(cache, path, file)).FirstOrDefault(File.Exists)
                        ?? throw new PackageException(
                            $"{library.Name} is incomplete on this machine: {file} is missing. Delete the package's folder below "
                                + $"{caches[0]} and run the cell again.");
                }
            }
        }
    }
}
