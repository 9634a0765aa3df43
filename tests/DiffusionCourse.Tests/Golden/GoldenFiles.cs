using System.Text.Json;

namespace DiffusionCourse.Tests.Golden;

/// <summary>Numbers recorded from diffusers 0.40.0 and scikit-image 0.19.3; Golden/README.md says how.</summary>
internal static class GoldenFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name)));
        return document.RootElement.Clone();
    }

    public static IEnumerable<string> Trajectories() =>
        Directory.GetFiles(Folder, "traj_*.json", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal);

    public static double[] Doubles(this JsonElement array) =>
        [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];

    public static JsonElement? Optional(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
