using System.Globalization;

namespace DiffusionCourse.Tests.Vscode;

/// <summary>Processes below another, on Linux.</summary>
internal static class ProcessTree
{
    /// <summary>The extension hosts of a server.</summary>
    public static IReadOnlyList<int> ExtensionHosts(int server) => Below(server, "--type=extensionHost");

    /// <summary>All processes of a server itself, extension hosts among them.</summary>
    public static IReadOnlyList<int> Servers(int server) => Below(server, "code-server");

    /// <summary>The processes that serve notebooks and run their cells.</summary>
    public static IReadOnlyList<int> Cells(int server) => Below(server, "DiffusionCourse.Cli");

    private static List<int> Below(int server, string word)
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), Status: Read($"/proc/{name}/stat"), Line: Read($"/proc/{name}/cmdline")))
            .Where(process => process.Status.Length > 0).ToList();
        var below = new HashSet<int> { server };
        while (all.Where(process => below.Contains(ParentOf(process.Status)) && below.Add(process.Id)).ToList() is { Count: > 0 })
        {
        }

        return [.. all.Where(process => below.Contains(process.Id) && process.Line.Contains(word, StringComparison.Ordinal)).Select(process => process.Id)];
    }

    // pid (name) state parent ...; the name may hold spaces and parentheses.
    private static int ParentOf(string status) => int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
