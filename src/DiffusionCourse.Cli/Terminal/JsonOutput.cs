using System.Text.Encodings.Web;
using System.Text.Json;

namespace DiffusionCourse.Cli;

/// <summary>How the command writes JSON: camel case, indented, text readable.</summary>
internal static class JsonOutput
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
