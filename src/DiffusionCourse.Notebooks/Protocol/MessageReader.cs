using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DiffusionCourse.Notebooks.Protocol;

/// <summary>Reads what a <see cref="MessageWriter{T}"/> wrote. Messages have megabytes: charts bring their script along.</summary>
internal sealed class MessageReader<T>(Stream stream, JsonTypeInfo<T> type)
    where T : class
{
    private const int UsualSize = 64 * 1024;

    private byte[] _buffer = new byte[UsualSize];

    // What was read and not yet given out.
    private int _start, _end;

    /// <summary>The next message; null at the end, where half a line may be left.</summary>
    /// <exception cref="JsonException">The line is no message.</exception>
    public T? Read()
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsSpan(_start, searched + found);
                _start += line.Length + 1;
                return JsonSerializer.Deserialize(line, type)!;
            }

            searched = _end - _start;
            if (!Fill())
            {
                return null;
            }
        }
    }

    private bool Fill()
    {
        var held = _buffer.AsSpan(_start.._end);
        if (_start > 0 || held.Length == _buffer.Length)
        {
            // As large as what it holds asks for: a long message leaves no large buffer behind.
            var size = Math.Max(UsualSize, 2 * held.Length);
            var next = size == _buffer.Length ? _buffer : new byte[size];
            held.CopyTo(next);
            (_buffer, _start, _end) = (next, 0, held.Length);
        }

        var read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
