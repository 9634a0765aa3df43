using System.Globalization;
using System.Text.Json;
using DiffusionCourse.Models;

namespace DiffusionCourse.Cost.Running;

/// <summary>One run of a graph: every node in the order of execution.</summary>
/// <param name="Nodes">The nodes.</param>
/// <param name="Microseconds">The whole run.</param>
internal sealed record ProfiledRun(IReadOnlyList<ExecutedNode> Nodes, long Microseconds)
{
    private const string KernelSuffix = "_kernel_time";

    /// <summary>Reads the runs in a profile that ONNX Runtime wrote. A run's end follows its nodes.</summary>
    public static IReadOnlyList<ProfiledRun> Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            var runs = new List<ProfiledRun>();
            var nodes = new List<ExecutedNode>();
            foreach (var entry in document.RootElement.EnumerateArray())
            {
                var name = Text(entry, "name");
                if (name == "model_run")
                {
                    runs.Add(new(nodes, entry.GetProperty("dur").GetInt64()));
                    nodes = [];
                }
                else if (Text(entry, "cat") == "Node" && name.EndsWith(KernelSuffix, StringComparison.Ordinal))
                {
                    nodes.Add(Node(name[..^KernelSuffix.Length], entry));
                }
            }

            return runs;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelException(
                $"ONNX Runtime's profile cannot be read ({error.Message}). It was written by another version than the course was made for.",
                error);
        }
    }

    private static ExecutedNode Node(string name, JsonElement entry)
    {
        var facts = entry.GetProperty("args");
        var bytes = Number(facts, "activation_size") + Number(facts, "parameter_size") + Number(facts, "output_size");
        return new(
            name, Text(facts, "op_name"), Shapes(facts, "input_type_shape"), Shapes(facts, "output_type_shape"), bytes,
            entry.GetProperty("dur").GetInt64());
    }

    private static string Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static long Number(JsonElement element, string name)
        => element.TryGetProperty(name, out var value)
            && long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    // [{"float": [1, 4, 16, 16]}, {"int64": []}]
    private static TensorShape[] Shapes(JsonElement element, string name)
        => !element.TryGetProperty(name, out var list) ? []
        : [
            .. list.EnumerateArray().SelectMany(tensor => tensor.EnumerateObject()).Select(tensor =>
                new TensorShape(tensor.Name, [.. tensor.Value.EnumerateArray().Select(size => size.GetInt64())]))
        ];
}
