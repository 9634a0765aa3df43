using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>Writes one JSON message a line. Safe to use from many threads.</summary>
internal sealed class MessageWriter<T>(Stream stream, JsonTypeInfo<T> type)
{
    // Messages stand in no page: only what JSON itself asks for is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();

    public void Write(T message)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            JsonSerializer.Serialize(json, message, type);
        }

        line.Write("\n"u8);
        lock (_gate)
        {
            stream.Write(line.WrittenSpan);
            stream.Flush();
        }
    }
}
