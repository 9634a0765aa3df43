using System.Buffers.Binary;
using System.Text;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Tests.Imaging;

/// <summary>What an animated WebP holds (RFC 9649, section 2.7), read by its chunks.</summary>
internal sealed record AnimatedWebP(int Width, int Height, int Repetitions, IReadOnlyList<(RgbImage Picture, int Milliseconds)> Frames)
{
    public static AnimatedWebP Read(byte[] file, string folder)
    {
        Assert.Equal("RIFF", Encoding.ASCII.GetString(file, 0, 4));
        Assert.Equal(file.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)));
        Assert.Equal("WEBP", Encoding.ASCII.GetString(file, 8, 4));
        int width = 0, height = 0, repetitions = -1;
        var frames = new List<(RgbImage, int)>();
        for (var at = 12; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            var data = file.AsSpan(at + 8, length);
            switch (Encoding.ASCII.GetString(file, at, 4))
            {
                case "VP8X":
                    Assert.Equal(2, data[0]);
                    (width, height) = (Number(data[4..]) + 1, Number(data[7..]) + 1);
                    break;
                case "ANIM":
                    repetitions = BinaryPrimitives.ReadUInt16LittleEndian(data[4..]);
                    break;
                case "ANMF":
                    Assert.Equal((0, 0, width, height), (Number(data), Number(data[3..]), Number(data[6..]) + 1, Number(data[9..]) + 1));
                    frames.Add((Still(data[16..], folder), Number(data[12..])));
                    break;
            }

            at += 8 + length + length % 2;
        }

        return new(width, height, repetitions, frames);
    }

    private static RgbImage Still(ReadOnlySpan<byte> chunks, string folder)
    {
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunks];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        var path = Path.Combine(folder, "frame.webp");
        File.WriteAllBytes(path, file);
        return RgbImage.Load(path);
    }

    private static int Number(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
