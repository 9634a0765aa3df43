using System.Text.Json;
using System.Text.Json.Nodes;

namespace DiffusionCourse.Notebooks.Jupyter.Installation;

/// <summary>The kernel.json that tells Jupyter how to start a kernel.</summary>
internal static class KernelSpec
{
    public const string FileName = "kernel.json";

    private const string Mark = "diffusion_course";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The file's content.</summary>
    /// <param name="displayName">What menus call the kernel.</param>
    /// <param name="program">The worker's assembly, which is the kernel too.</param>
    public static string Write(string displayName, string program) => new JsonObject
    {
        ["argv"] = new JsonArray(Sessions.WorkerProcess.DotnetPath(), program, KernelProgram.Verb, "{connection_file}"),
        ["display_name"] = displayName,
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["metadata"] = new JsonObject
        {
            ["debugger"] = false,
            [Mark] = new JsonObject { ["version"] = typeof(KernelSpec).Assembly.GetName().Version!.ToString(3) },
        },
    }.ToJsonString(Indented) + "\n";

    /// <summary>Reads the kernel in a folder; null where there is none that Jupyter would see.</summary>
    public static InstalledKernel? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var name = Path.GetFileName(folder);
        try
        {
            var spec = JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
            return new InstalledKernel(
                name, spec?["display_name"]?.ToString() ?? name, folder, (spec?["metadata"] as JsonObject)?.ContainsKey(Mark) == true);
        }
        catch (JsonException)
        {
            return new InstalledKernel(name, name, folder, IsOurs: false);
        }
    }
}
