using Google.Protobuf;

namespace DiffusionCourse.Tests.Cost;

/// <summary>Counts the learnt numbers in an ONNX file: the elements of its floating-point initialisers.</summary>
internal static class OnnxParameters
{
    // Field numbers of onnx.proto and the element types float and float16.
    private const int Graph = 7, Initializer = 5, Dimensions = 1, ElementType = 2;
    private const ulong Float = 1, Half = 10;

    public static long Of(string path) => Messages(File.ReadAllBytes(path), Graph).SelectMany(graph => Messages(graph, Initializer)).Sum(Elements);

    private static long Elements(byte[] tensor)
    {
        long elements = 1;
        ulong type = 0;
        var input = new CodedInputStream(tensor);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (Dimensions, WireFormat.WireType.Varint):
                    elements *= input.ReadInt64();
                    break;
                case (Dimensions, WireFormat.WireType.LengthDelimited):
                    var packed = input.ReadBytes().CreateCodedInput();
                    while (!packed.IsAtEnd)
                    {
                        elements *= packed.ReadInt64();
                    }

                    break;
                case (ElementType, WireFormat.WireType.Varint):
                    type = input.ReadUInt64();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return type is Float or Half ? elements : 0;
    }

    private static List<byte[]> Messages(byte[] message, int field)
    {
        var found = new List<byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field)
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
