using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionCourse.Schedulers;

/// <summary>Reads and writes scheduler_config.json without reflection, which would take 30 ms of a start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    ReadCommentHandling = JsonCommentHandling.Skip,
    WriteIndented = true)]
[JsonSerializable(typeof(SchedulerConfig))]
internal sealed partial class SchedulerConfigJson : JsonSerializerContext;
