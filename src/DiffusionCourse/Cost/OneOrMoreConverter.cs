using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionCourse.Cost;

/// <summary>Reads 8 as well as [5, 10, 20]: diffusers writes either.</summary>
internal sealed class OneOrMoreConverter : JsonConverter<IReadOnlyList<int>>
{
    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Number ? [reader.GetInt32()] : JsonSerializer.Deserialize<int[]>(ref reader, options)!;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, value.ToArray(), options);
}
