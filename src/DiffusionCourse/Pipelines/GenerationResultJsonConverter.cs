using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// A result as JSON, for other languages and for programs: prompt and settings, where the time went (milliseconds), and the picture. The
/// latents stay where they are. It is written only: what made a picture cannot be had back from it.
/// </summary>
internal sealed class GenerationResultJsonConverter : JsonConverter<GenerationResult>
{
    public override void Write(Utf8JsonWriter writer, GenerationResult value, JsonSerializerOptions options)
    {
        var request = value.Request;
        writer.WriteStartObject();
        writer.WriteString("prompt", request.Prompt);
        writer.WriteString("negativePrompt", request.NegativePrompt);
        writer.WriteNumber("steps", request.Steps);
        writer.WriteNumber("guidanceScale", value.GuidanceScale);
        writer.WriteString("scheduler", value.Scheduler);
        writer.WriteNumber("seed", request.Seed);
        if (request.Image is not null || request.ImageLatents is not null)
        {
            writer.WriteNumber("strength", RequestRules.StrengthOf(request));
        }

        writer.WriteString("model", value.Model);
        writer.WriteString("device", value.Device);
        writer.WriteNumber("unetEvaluations", value.UNetEvaluations);
        writer.WriteStartObject("timingsMs");
        writer.WriteNumber("textEncoder", value.Timings.TextEncoder.TotalMilliseconds);
        writer.WriteNumber("unet", value.Timings.UNet.TotalMilliseconds);
        writer.WriteNumber("scheduler", value.Timings.Scheduler.TotalMilliseconds);
        writer.WriteNumber("vae", value.Timings.Vae.TotalMilliseconds);
        writer.WriteNumber("total", value.Timings.Total.TotalMilliseconds);
        writer.WriteEndObject();
        writer.WriteStartArray("notices");
        foreach (var notice in value.Notices)
        {
            writer.WriteStringValue(notice);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("image");
        JsonSerializer.Serialize(writer, value.Image, options);
        writer.WriteEndObject();
    }

    public override GenerationResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => throw new NotSupportedException("A result is not read from JSON. Its \"image\" can be, as an RgbImage.");
}
