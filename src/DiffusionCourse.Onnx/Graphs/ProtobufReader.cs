using System.Text;

namespace DiffusionCourse.Models.Onnx;

/// <summary>
/// Reads the wire format of protocol buffers forward, field by field, and skips what is not asked for without reading it:
/// gigabytes of weights, in a graph, which Google's reader would read, and refuse above two. Smaller graphs that are to be changed
/// are read as the messages of onnx.proto.
/// </summary>
internal sealed class ProtobufReader(Stream stream)
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;
    private int _wireType;

    public long Position => stream.Position;

    public long End => stream.Length;

    /// <summary>The number of the next field, or 0 where the message ends at <paramref name="end"/>.</summary>
    public int NextField(long end)
    {
        if (stream.Position >= end)
        {
            return 0;
        }

        var tag = ReadVarint();
        _wireType = (int)(tag & 7);
        return (int)(tag >> 3);
    }

    public bool IsMessage => _wireType == LengthDelimited;

    public long ReadNumber() => (long)ReadVarint();

    public string ReadText()
    {
        var length = ReadLength();
        const int Longest = 1 << 20;
        if (length > Longest)
        {
            throw new InvalidDataException($"A text of {length} bytes at {stream.Position}.");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The position where the message that begins here ends.</summary>
    public long ReadMessageEnd() => ReadLength() + stream.Position;

    /// <summary>Numbers that are packed into one field, or the one that is not.</summary>
    public void ReadNumbers(List<long> numbers)
    {
        if (!IsMessage)
        {
            numbers.Add(ReadNumber());
            return;
        }

        var end = ReadMessageEnd();
        while (stream.Position < end)
        {
            numbers.Add(ReadNumber());
        }
    }

    public void Skip()
    {
        switch (_wireType)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                stream.Seek(sizeof(long), SeekOrigin.Current);
                break;
            case LengthDelimited:
                stream.Seek(ReadLength(), SeekOrigin.Current);
                break;
            case Fixed32:
                stream.Seek(sizeof(int), SeekOrigin.Current);
                break;
            default:
                throw new InvalidDataException($"Wire type {_wireType} at {stream.Position}.");
        }
    }

    private long ReadLength()
    {
        var length = ReadVarint();
        return length <= (ulong)(stream.Length - stream.Position) ? (long)length
            : throw new InvalidDataException($"A field of {length} bytes at {stream.Position}, beyond the file's end.");
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0)
            {
                throw new InvalidDataException("The file ends inside a number.");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"A number of more than 64 bits at {stream.Position}.");
    }
}
