using System.Buffers.Binary;
using System.IO.Compression;

namespace DiffusionCourse.Imaging;

/// <summary>The chunks of a PNG (ISO/IEC 15948).</summary>
internal static class PngContents
{
    private const int Signature = 8, ChunkFrame = 12, HeaderLength = 13;

    // Adam7: first column and row of each pass, and its strides.
    private static readonly (int X, int Y, int StrideX, int StrideY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static PictureContents Read(byte[] file)
    {
        byte[]? header = null, exif = null;
        using var packed = new MemoryStream();
        for (var at = Signature; at + ChunkFrame <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - ChunkFrame)
            {
                break;
            }

            var kind = file.AsSpan(at + 4, 4);
            var data = file.AsSpan(at + 8, (int)length);
            if (kind.SequenceEqual("IHDR"u8))
            {
                // A second one is against the standard, and would let the decoder see another size than was checked.
                header = header is null ? data.ToArray() : [];
            }
            else if (kind.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }
            else if (kind.SequenceEqual("eXIf"u8))
            {
                exif = data.ToArray();
            }
            else if (kind.SequenceEqual("IEND"u8))
            {
                break;
            }

            at += ChunkFrame + (int)length;
        }

        packed.Position = 0;
        return header is { Length: HeaderLength } && Holds(packed, UnpackedLength(header)) ? new(true, exif) : PictureContents.CutShort;
    }

    // Rows are stored after a byte that names their filter.
    private static long UnpackedLength(byte[] header)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        var channels = header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var bits = header[8] * channels;
        return header[12] == 0 ? Rows(width, height)
            : Passes.Sum(pass =>
                Rows((width - pass.X + pass.StrideX - 1) / pass.StrideX, (height - pass.Y + pass.StrideY - 1) / pass.StrideY));

        long Rows(long columns, long rows) => columns <= 0 || rows <= 0 ? 0 : rows * (1 + (columns * bits + 7) / 8);
    }

    private static bool Holds(Stream packed, long length)
    {
        var buffer = new byte[64 * 1024];
        long held = 0;
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            for (int read; held < length && (read = unpacked.Read(buffer)) > 0;)
            {
                held += read;
            }
        }
        catch (InvalidDataException)
        {
            // Damaged: what was held until there counts.
        }

        return held >= length;
    }
}
