using Google.Protobuf;

namespace DiffusionCourse.Models.Onnx;

/// <summary>One field of a protocol buffers message, known by its number only.</summary>
/// <param name="Number">The field's number in its .proto file.</param>
/// <param name="Value">A number; 0 where the field holds bytes.</param>
/// <param name="Bytes">A message, text or packed numbers; null where the field is a number.</param>
/// <param name="Type">How it is written.</param>
internal sealed record MessageField(int Number, ulong Value, ByteString? Bytes, WireFormat.WireType Type)
{
    public static MessageField Of(int number, ulong value) => new(number, value, null, WireFormat.WireType.Varint);

    public static MessageField Of(int number, ByteString bytes) => new(number, 0, bytes, WireFormat.WireType.LengthDelimited);

    public static MessageField Of(int number, ReadOnlySpan<byte> bytes) => Of(number, ByteString.CopyFrom(bytes));

    public static MessageField Of(int number, string text) => Of(number, ByteString.CopyFromUtf8(text));

    /// <summary>A message inside this one.</summary>
    public static MessageField Of(int number, IEnumerable<MessageField> message) => Of(number, Write(message));

    /// <exception cref="InvalidProtocolBufferException">The bytes are no message, or end too early.</exception>
    public static List<MessageField> Read(ByteString message)
    {
        var fields = new List<MessageField>();
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            var type = WireFormat.GetTagWireType(tag);
            fields.Add(type switch
            {
                WireFormat.WireType.Varint => new(number, input.ReadUInt64(), null, type),
                WireFormat.WireType.Fixed32 => new(number, input.ReadFixed32(), null, type),
                WireFormat.WireType.Fixed64 => new(number, input.ReadFixed64(), null, type),
                WireFormat.WireType.LengthDelimited => new(number, 0, input.ReadBytes(), type),
                _ => throw new InvalidDataException($"Field {number} is a group, which ONNX does not use."),
            });
        }

        return fields;
    }

    public static ByteString Write(IEnumerable<MessageField> fields)
    {
        using var result = new MemoryStream();
        using (var output = new CodedOutputStream(result, leaveOpen: true))
        {
            foreach (var field in fields)
            {
                field.WriteTo(output);
            }
        }

        return ByteString.CopyFrom(result.ToArray());
    }

    private void WriteTo(CodedOutputStream output)
    {
        output.WriteTag(Number, Type);
        switch (Type)
        {
            case WireFormat.WireType.Varint:
                output.WriteUInt64(Value);
                break;
            case WireFormat.WireType.Fixed32:
                output.WriteFixed32((uint)Value);
                break;
            case WireFormat.WireType.Fixed64:
                output.WriteFixed64(Value);
                break;
            default:
                output.WriteBytes(Bytes);
                break;
        }
    }
}
