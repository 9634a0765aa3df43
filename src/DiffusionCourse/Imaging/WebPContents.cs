using System.Buffers.Binary;
using System.Text;

namespace DiffusionCourse.Imaging;

/// <summary>The chunks of a WebP (RFC 9649, section 2).</summary>
internal static class WebPContents
{
    private const int FileHeader = 12, ChunkHeader = 8, FrameHeader = 16;

    public static PictureContents Read(byte[] file)
    {
        byte[]? exif = null;
        var pixels = false;
        foreach (var (kind, data) in Chunks(file))
        {
            if (data is not { } range)
            {
                return PictureContents.CutShort;
            }

            pixels |= kind is "VP8 " or "VP8L";
            if (kind == "EXIF")
            {
                var block = file.AsSpan(range);
                exif = (block.StartsWith(ExifOrientation.Prefix) ? block[ExifOrientation.Prefix.Length..] : block).ToArray();
            }
        }

        return new(pixels, exif);
    }

    /// <summary>The first picture of an animation, as a file of its own, since ImageSharp reads none; any other file as it is.</summary>
    public static byte[] FirstPicture(byte[] file)
    {
        if (file.Length < FileHeader || !file.AsSpan().StartsWith("RIFF"u8) || !file.AsSpan(8).StartsWith("WEBP"u8))
        {
            return file;
        }

        var frame = Chunks(file).FirstOrDefault(chunk => chunk is { Kind: "ANMF", Data: not null }).Data;
        return frame is { } range && file.AsSpan(range).Length >= FrameHeader ? Still(file.AsSpan(range)) : file;
    }

    // Each chunk's name and where its data are; no place for one that goes beyond the end.
    private static IEnumerable<(string Kind, Range? Data)> Chunks(byte[] file)
    {
        for (var at = FileHeader; at + ChunkHeader <= file.Length;)
        {
            var kind = Encoding.ASCII.GetString(file, at, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            at += ChunkHeader;
            if (length > file.Length - at)
            {
                yield return (kind, null);
                yield break;
            }

            yield return (kind, at..(at + (int)length));
            at += (int)(length + (length & 1));
        }
    }

    /// <summary>What a file holds of one picture: VP8 or VP8L, with the transparency that may stand before it.</summary>
    public static ReadOnlySpan<byte> Picture(ReadOnlySpan<byte> file)
    {
        var at = FileHeader;
        return file[at..(at + 4)].SequenceEqual("VP8X"u8) ? file[(at + ChunkHeader + 10)..] : file[at..];
    }

    // A frame's own chunks are those of a still picture.
    private static byte[] Still(ReadOnlySpan<byte> frame)
    {
        var chunks = frame[FrameHeader..];
        var extended = chunks.StartsWith("ALPH"u8);
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
