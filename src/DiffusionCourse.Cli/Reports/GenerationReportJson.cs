using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionCourse.Cli;

/// <summary>Writes reports as <see cref="JsonOutput"/> states, without reflection.</summary>
[JsonSerializable(typeof(GenerationReport))]
[JsonSerializable(typeof(IReadOnlyList<GenerationReport>))]
internal sealed partial class GenerationReportJson : JsonSerializerContext
{
    private static readonly GenerationReportJson Json = new(new JsonSerializerOptions(JsonOutput.Options));

    /// <summary>One object for one report, an array for several.</summary>
    public static string Write(IReadOnlyList<GenerationReport> reports)
        => reports.Count == 1
            ? JsonSerializer.Serialize(reports[0], Json.GenerationReport)
            : JsonSerializer.Serialize(reports, Json.IReadOnlyListGenerationReport);
}
