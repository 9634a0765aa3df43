using System.Globalization;
using Newtonsoft.Json;
using DynamicObject = DynamicObj.DynamicObj;

namespace DiffusionCourse.Charts;

/// <summary>
/// Writes Plotly.NET's objects from their lists of properties. Newtonsoft.Json alone asks F#'s reflection what they are and C#'s run-time
/// binder for each property, and compares them by hashes of all they hold: 80 ms for the first chart of a process.
/// </summary>
internal sealed class PlotlyWriter : JsonConverter<DynamicObject>
{
    private static readonly JsonSerializer Serializer =
        JsonSerializer.Create(new() { Converters = [new PlotlyWriter()], EqualityComparer = ReferenceEqualityComparer.Instance });

    public override bool CanRead => false;

    public static string Write(DynamicObject value)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = new JsonTextWriter(text))
        {
            Write(writer, value, Serializer);
        }

        return text.ToString();
    }

    public override void WriteJson(JsonWriter writer, DynamicObject? value, JsonSerializer serializer) => Write(writer, value, serializer);

    public override DynamicObject ReadJson(
        JsonReader reader, Type objectType, DynamicObject? existingValue, bool hasExistingValue, JsonSerializer serializer)
        => throw new NotSupportedException();

    private static void Write(JsonWriter writer, object? value, JsonSerializer serializer)
    {
        switch (value)
        {
            case DynamicObject one:
                writer.WriteStartObject();
                foreach (var (name, held) in one.GetProperties(includeInstanceProperties: true))
                {
                    writer.WritePropertyName(name);
                    Write(writer, held, serializer);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable<DynamicObject> several:
                writer.WriteStartArray();
                foreach (var one in several)
                {
                    Write(writer, one, serializer);
                }

                writer.WriteEndArray();
                break;
            default:
                serializer.Serialize(writer, value);
                break;
        }
    }
}
