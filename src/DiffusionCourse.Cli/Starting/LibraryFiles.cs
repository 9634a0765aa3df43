using System.Runtime.InteropServices;
using System.Text.Json;

namespace DiffusionCourse.Cli.Starting;

/// <summary>
/// The files that the library needs, found in the list of dependencies (.deps.json) that lies beside this program: assemblies of the
/// library and of all that it refers to, and the native libraries of this machine.
/// </summary>
internal static class LibraryFiles
{
    private const string Library = "DiffusionCourse";

    /// <param name="folder">The program's folder.</param>
    /// <param name="program">The program's name, without extension.</param>
    /// <returns>Full paths.</returns>
    /// <exception cref="FileNotFoundException">There is no such list, or a file that it names is missing.</exception>
    public static IReadOnlyList<string> Find(string folder, string program)
    {
        var list = Path.Combine(folder, $"{program}.deps.json");
        if (!File.Exists(list))
        {
            throw new FileNotFoundException($"'{list}' is not there, which says what the library needs. Install the tool again.");
        }

        using var content = JsonDocument.Parse(File.ReadAllText(list));
        var target = content.RootElement.GetProperty("targets")
            .GetProperty(content.RootElement.GetProperty("runtimeTarget").GetProperty("name").GetString()!);
        var packages = target.EnumerateObject().ToDictionary(package => package.Name.Split('/')[0], package => package.Value);
        return [.. Closure(packages).SelectMany(name => FilesOf(packages[name])).Select(file => Existing(folder, file)).Distinct()];
    }

    private static HashSet<string> Closure(Dictionary<string, JsonElement> packages)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([Library]);
        while (open.TryPop(out var name))
        {
            if (
                packages.TryGetValue(name, out var package) && found.Add(name)
                    && package.TryGetProperty("dependencies", out var dependencies))
            {
                foreach (var dependency in dependencies.EnumerateObject())
                {
                    open.Push(dependency.Name);
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> FilesOf(JsonElement package)
    {
        foreach (var kind in (string[])["runtime", "native"])
        {
            if (package.TryGetProperty(kind, out var files))
            {
                foreach (var file in files.EnumerateObject())
                {
                    yield return file.Name;
                }
            }
        }

        if (package.TryGetProperty("runtimeTargets", out var perMachine))
        {
            foreach (var file in perMachine.EnumerateObject().Where(file => IsForThisMachine(file.Value)))
            {
                yield return file.Name;
            }
        }
    }

    private static bool IsForThisMachine(JsonElement file) =>
        file.GetProperty("assetType").GetString() == "native"
            && file.GetProperty("rid").GetString() == RuntimeInformation.RuntimeIdentifier;

    // Beside the program where it was built for this machine, below runtimes/ in a tool for all machines; assemblies always beside.
    private static string Existing(string folder, string file)
    {
        string[] places = [Path.Combine(folder, file), Path.Combine(folder, Path.GetFileName(file))];
        return places.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"'{places[0]}' is missing. Install the tool again.");
    }
}
