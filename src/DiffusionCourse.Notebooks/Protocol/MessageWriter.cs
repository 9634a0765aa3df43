using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>Writes one JSON message a line. Safe to use from many threads.</summary>
internal sealed class MessageWriter<T>(Stream stream, JsonTypeInfo<T> type)
{
    private readonly Lock _gate = new();

    public void Write(T message)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, type);
        lock (_gate)
        {
            stream.Write(line);
            stream.WriteByte((byte)'\n');
            stream.Flush();
        }
    }
}
