using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionCourse.Imaging;

/// <summary>
/// A picture as JSON: <c>width</c>, <c>height</c>, <c>description</c> where there is one, and <c>png</c>, the PNG's bytes in base64.
/// </summary>
internal sealed class RgbImageJsonConverter : JsonConverter<RgbImage>
{
    public override void Write(Utf8JsonWriter writer, RgbImage value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("width", value.Width);
        writer.WriteNumber("height", value.Height);
        if (value.Description is { } description)
        {
            writer.WriteString("description", description);
        }

        writer.WriteBase64String("png", value.ToPng());
        writer.WriteEndObject();
    }

    public override RgbImage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("png", out var png) || png.ValueKind != JsonValueKind.String
                || !png.TryGetBytesFromBase64(out var bytes))
        {
            throw new JsonException("A picture is an object whose \"png\" holds a PNG's bytes in base64.");
        }

        var description =
            root.TryGetProperty("description", out var words) && words.ValueKind == JsonValueKind.String ? words.GetString() : null;
        try
        {
            return RgbImage.FromPng(bytes).WithDescription(description);
        }
        catch (InvalidDataException error)
        {
            throw new JsonException(error.Message, error);
        }
    }
}
