using System.Buffers.Binary;

namespace DiffusionCourse.Imaging;

/// <summary>
/// Writes the container of an animated WebP (RFC 9649, section 2.7) around pictures that ImageSharp encoded one by one: it has no encoder
/// for it.
/// </summary>
internal static class WebPAnimation
{
    private const int SizesLength = 6;
    private const byte Animated = 0x02, Opaque = 0x02;

    /// <param name="width">Width of every frame.</param>
    /// <param name="height">Height of every frame.</param>
    /// <param name="frames">Each frame as a WebP file of its own, and how long it is seen.</param>
    public static byte[] Write(int width, int height, IEnumerable<(byte[] File, TimeSpan Duration)> frames)
    {
        Span<byte> size = stackalloc byte[SizesLength];
        Put(size, width - 1);
        Put(size[3..], height - 1);
        using var stream = new MemoryStream();
        stream.Write("RIFF"u8);
        stream.Write(new byte[4]);
        stream.Write("WEBP"u8);
        Chunk(stream, "VP8X"u8, [Animated, 0, 0, 0, .. size], []);
        // Background, which no frame leaves to be seen, and repetitions: 0 is without end.
        Chunk(stream, "ANIM"u8, [255, 255, 255, 255, 0, 0], []);
        Span<byte> time = stackalloc byte[3];
        foreach (var (file, duration) in frames)
        {
            Put(time, (int)duration.TotalMilliseconds);
            Chunk(stream, "ANMF"u8, [0, 0, 0, 0, 0, 0, .. size, .. time, Opaque], WebPContents.Picture(file));
        }

        var bytes = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static void Chunk(MemoryStream stream, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, head.Length + rest.Length);
        stream.Write(kind);
        stream.Write(length);
        stream.Write(head);
        stream.Write(rest);
        if ((head.Length + rest.Length) % 2 == 1)
        {
            stream.WriteByte(0);
        }
    }

    // Numbers of 24 bits, the lowest first.
    private static void Put(Span<byte> bytes, int number)
        => (bytes[0], bytes[1], bytes[2]) = ((byte)number, (byte)(number >> 8), (byte)(number >> 16));
}
