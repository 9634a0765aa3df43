using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Jupyter.Installation;

/// <summary>
/// The kernel's own copy of the program, beside its kernel.json: a rebuild of the course, or the loss of its folder, does
/// nothing to a kernel that runs. Its folder is named after its content, so that installing the same again changes nothing.
/// </summary>
internal static class KernelProgram
{
    /// <summary>The first argument of the program that makes it the kernel.</summary>
    public const string Verb = "kernel";

    private const string FolderPrefix = "program-";

    /// <summary>Held open by every kernel that runs, so that a newer installation leaves its files alone.</summary>
    private const string UseFile = "in-use";

    private static string Assembly => typeof(KernelProgram).Assembly.Location;

    /// <summary>Copies the program into a kernel's folder.</summary>
    /// <returns>The path of the assembly to start.</returns>
    public static string CopyTo(string kernelFolder)
    {
        var files = Files();
        var folder = Path.Combine(kernelFolder, FolderPrefix + Fingerprint(files));
        if (!Directory.Exists(folder))
        {
            var partial = $"{folder}.{Guid.NewGuid():N}.tmp";
            Directory.CreateDirectory(partial);
            foreach (var file in files)
            {
                File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
            }

            File.WriteAllText(Path.Combine(partial, UseFile), "");
            Publish(partial, folder);
        }

        return Path.Combine(folder, Path.GetFileName(Assembly));
    }

    /// <summary>Deletes the programs of earlier installations that no kernel runs.</summary>
    public static void Prune(string kernelFolder, string program)
    {
        foreach (
            var folder in Directory.GetDirectories(kernelFolder, FolderPrefix + "*").Where(folder =>
                folder != Path.GetDirectoryName(program)))
        {
            try
            {
                using (new FileStream(Path.Combine(folder, UseFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A kernel runs from it; a later installation takes it away.
            }
        }
    }

    /// <summary>Says that this process runs from an installed program, until the result is disposed.</summary>
    public static IDisposable? Use()
    {
        var path = Path.Combine(Path.GetDirectoryName(Assembly)!, UseFile);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read) : null;
    }

    /// <summary>This assembly, what the host needs to start it, and the dependencies that it lists.</summary>
    private static List<string> Files()
    {
        var source = Path.GetDirectoryName(Assembly)!;
        var list = Path.ChangeExtension(Assembly, ".deps.json");
        var targets = (JsonObject)JsonNode.Parse(File.ReadAllText(list))!["targets"]!;
        var dependencies = targets.SelectMany(target => (JsonObject)target.Value!)
            .SelectMany(library => (library.Value!["runtime"] as JsonObject ?? []).Select(file => Path.GetFileName(file.Key)));
        string[] own = [list, Path.ChangeExtension(Assembly, ".runtimeconfig.json"), Path.Combine(source, "worker.deps.json")];
        return [
            .. dependencies.Select(file =>
                Path.Combine(source, file)).Concat(own).Distinct(StringComparer.Ordinal).Where(File.Exists).Order(StringComparer.Ordinal)
        ];
    }

    private static string Fingerprint(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\n"));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Publish(string partial, string folder)
    {
        try
        {
            Directory.Move(partial, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another installation of the same program was faster.
            Directory.Delete(partial, recursive: true);
        }
    }
}
