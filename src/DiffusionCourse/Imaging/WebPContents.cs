using System.Buffers.Binary;

namespace DiffusionCourse.Imaging;

/// <summary>The chunks of a WebP (RFC 9649, section 2).</summary>
internal static class WebPContents
{
    private const int FileHeader = 12, ChunkHeader = 8, FrameHeader = 16;

    public static PictureContents Read(byte[] file)
    {
        byte[]? exif = null, still = null;
        bool pixels = false;
        for (int at = FileHeader; at + ChunkHeader <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            if (length > file.Length - at - ChunkHeader)
            {
                return PictureContents.CutShort;
            }

            var kind = file.AsSpan(at, 4);
            var data = file.AsSpan(at + ChunkHeader, (int)length);
            if (kind.SequenceEqual("VP8 "u8) || kind.SequenceEqual("VP8L"u8))
            {
                pixels = true;
            }
            else if (kind.SequenceEqual("ANMF"u8))
            {
                pixels = true;
                still ??= Still(data);
            }
            else if (kind.SequenceEqual("EXIF"u8))
            {
                exif = (data.StartsWith(ExifOrientation.Prefix) ? data[ExifOrientation.Prefix.Length..] : data).ToArray();
            }

            at += ChunkHeader + (int)length + (int)(length & 1);
        }

        return new(pixels, exif, still);
    }

    /// <summary>What a file holds of one picture: VP8 or VP8L, with the transparency that may stand before it.</summary>
    public static ReadOnlySpan<byte> Picture(ReadOnlySpan<byte> file)
    {
        int at = FileHeader;
        return file[at..(at + 4)].SequenceEqual("VP8X"u8) ? file[(at + ChunkHeader + 10)..] : file[at..];
    }

    // A frame's own chunks are those of a still picture.
    private static byte[] Still(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < FrameHeader)
        {
            return [];
        }

        var chunks = frame[FrameHeader..];
        bool extended = chunks.StartsWith("ALPH"u8);
        byte[] header = extended ? [.. "VP8X"u8, 10, 0, 0, 0, 0x10, 0, 0, 0, .. frame[6..12]] : [];
        var file = new byte[FileHeader + header.Length + chunks.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WEBP"u8.CopyTo(file.AsSpan(8));
        header.CopyTo(file.AsSpan(FileHeader));
        chunks.CopyTo(file.AsSpan(FileHeader + header.Length));
        return file;
    }
}
