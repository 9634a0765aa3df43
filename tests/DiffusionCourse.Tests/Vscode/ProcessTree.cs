namespace DiffusionCourse.Tests.Vscode;

/// <summary>Processes below another, on Linux.</summary>
internal static class ProcessTree
{
    /// <summary>The extension hosts of a server.</summary>
    public static IReadOnlyList<int> ExtensionHosts(int server)
    {
        var parents = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => (Id: int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture), Status: Read($"/proc/{name}/stat"), Line: Read($"/proc/{name}/cmdline")))
            .Where(process => process.Status.Length > 0).ToList();
        var below = new HashSet<int> { server };
        while (parents.Where(process => below.Contains(ParentOf(process.Status)) && below.Add(process.Id)).ToList() is { Count: > 0 })
        {
        }

        return [.. parents.Where(process => below.Contains(process.Id) && process.Line.Contains("--type=extensionHost", StringComparison.Ordinal)).Select(process => process.Id)];
    }

    // pid (name) state parent ...; the name may hold spaces and parentheses.
    private static int ParentOf(string status) => int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

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
