using System.Text.Json.Serialization;

namespace DiffusionCourse.Notebooks.Serving;

/// <summary>Serialisers generated at build time: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EditorMessage))]
internal sealed partial class EditorJson : JsonSerializerContext;
