using System.Buffers.Binary;
using System.IO.Compression;
using DiffusionCourse.Imaging;
using DiffusionCourse.Tests.Cli;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;

namespace DiffusionCourse.Tests.Imaging;

/// <summary>Picture files as cameras and tools write them, whole and damaged.</summary>
public sealed class PictureFileTests : IDisposable
{
    private static readonly string Photos = Path.Combine(AppContext.BaseDirectory, "Imaging", "Photos");
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats => new("png", "interlaced.png", "jpg", "subsampled.jpg", "webp", "lossless.webp");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_photo_that_lies_on_its_side_is_turned_upright()
    {
        var upright = RgbImage.Load(Path.Combine(Photos, "upright.png"));

        Assert.Equal(upright, RgbImage.Load(Path.Combine(Photos, "turned.webp")));
        Assert.InRange(Difference(upright, RgbImage.Load(Path.Combine(Photos, "turned.jpg"))), 0, 6);
    }

    // EXIF 2.32, tag 0x0112: where the stored picture's first row and column are seen. [x, y] of a 3 x 2 picture's stored pixel.
    [Theory]
    [InlineData(1, 3, 2, 0, 0)]
    [InlineData(2, 3, 2, 2, 0)]
    [InlineData(3, 3, 2, 2, 1)]
    [InlineData(4, 3, 2, 0, 1)]
    [InlineData(5, 2, 3, 0, 0)]
    [InlineData(6, 2, 3, 1, 0)]
    [InlineData(7, 2, 3, 1, 2)]
    [InlineData(8, 2, 3, 0, 2)]
    [InlineData(0, 3, 2, 0, 0)]
    [InlineData(9, 3, 2, 0, 0)]
    public void Each_orientation_is_undone_in_each_format_and_byte_order(int orientation, int width, int height, int x, int y)
    {
        var stored = TestPictures.Gradient(3, 2);
        var png = stored.ToPng();
        foreach (var bigEndian in new[] { true, false })
        {
            var exif = Exif((ushort)orientation, bigEndian);
            var webP = Save(stored, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless });
            byte[][] files =
            [
                [.. png[..33], .. Chunk("eXIf", exif), .. png[33..]],
                [.. png[..^12], .. Chunk("eXIf", exif), .. png[^12..]],
                WithChunk(webP, "EXIF", exif, 3, 2),
                WithChunk(webP, "EXIF", [.. "Exif\0\0"u8, .. exif], 3, 2),
            ];
            foreach (var file in files)
            {
                var shown = Load(file);
                Assert.Equal((width, height), (shown.Width, shown.Height));
                Assert.Equal(stored[0, 0], shown[x, y]);
            }
        }
    }

    [Fact]
    public void An_orientation_that_cannot_be_read_is_as_none()
    {
        var stored = TestPictures.Gradient(3, 2);
        var png = stored.ToPng();

        Assert.All(new byte[][] { [], [1, 2, 3], [.. "MM\0*"u8, 255, 255, 255, 255], [.. Exif(6, true).Take(12)] }, exif => Assert.Equal(stored, Load([.. png[..33], .. Chunk("eXIf", exif), .. png[33..]])));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_is_cut_short_is_refused_wherever_it_is_cut(string format)
    {
        var file = Saved(TestPictures.Gradient(40, 30), format);
        Assert.Equal((40, 30), (Load(file).Width, Load(file).Height));

        for (var length = 0; length < file.Length - 12; length += 7)
        {
            var error = Assert.Throws<InvalidDataException>(() => Load(file[..length]));
            Assert.Contains("picture", error.Message, StringComparison.Ordinal);
        }
    }

    // Whole chunks with right check sums around too few rows: decoders leave the rest black.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    public void A_PNG_whose_data_end_early_is_refused(int rows) =>
        Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => RgbImage.FromPng(Png(100, 100, rows))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_picture_beyond_the_limit_is_refused_before_memory_is_taken()
    {
        var claims = Path.Combine(Photos, "claims.png");
        var whole = Png(9000, 8000, 8000);
        var early = Png(8000, 8000, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("16384 x 16384 pixels, 268435456 in all, and at most 67108864 are read", Assert.Throws<InvalidDataException>(() => RgbImage.Load(claims)).Message, StringComparison.Ordinal);
        Assert.Contains("72000000 in all", Assert.Throws<InvalidDataException>(() => RgbImage.FromPng(whole)).Message, StringComparison.Ordinal);
        Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => RgbImage.Load(claims, int.MaxValue)).Message, StringComparison.Ordinal);
        Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => RgbImage.FromPng(early)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void The_limit_can_be_set()
    {
        var png = TestPictures.Gradient(10, 10).ToPng();

        Assert.Equal(10, RgbImage.FromPng(png, 100).Width);
        Assert.Contains("at most 99", Assert.Throws<InvalidDataException>(() => RgbImage.FromPng(png, 99)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbImage.FromPng(png, 0));
    }

    [Fact]
    public void A_WebP_cannot_hide_its_size_behind_a_smaller_frame()
    {
        var path = _folder.File("picture");
        File.WriteAllBytes(path, WithChunk(Save(TestPictures.Gradient(40, 30), new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }), "EXIF", [], 1, 1));

        Assert.Throws<InvalidDataException>(() => RgbImage.Load(path, 100));
    }

    // Two headers would let one size be checked and another be decoded.
    [Fact]
    public void A_PNG_with_two_headers_is_refused()
    {
        var png = TestPictures.Gradient(10, 10).ToPng();

        Assert.Throws<InvalidDataException>(() => RgbImage.FromPng([.. png[..33], .. png[8..]]));
    }

    [Fact]
    public void Colours_are_those_of_the_file_whatever_profile_it_names()
    {
        var image = TestPictures.Gradient(8, 8);
        var png = image.ToPng();
        var gamma = Chunk("gAMA", [0, 0, 0xFF, 0xFF]);
        var profile = Chunk("iCCP", [.. "x\0\0"u8, 1, 2, 3, 4]);

        Assert.Equal(image, RgbImage.FromPng([.. png[..33], .. gamma, .. profile, .. png[33..]]));
    }

    [Fact]
    public void A_PNG_holds_nothing_but_its_pixels() =>
        Assert.Equal(["IHDR", "IDAT", "IEND"], Chunks(TestPictures.Gradient(8, 8).ToPng()));

    private static IEnumerable<string> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length; at += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)))
        {
            yield return System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
        }
    }

    private RgbImage Load(byte[] file)
    {
        var path = _folder.File("picture");
        File.WriteAllBytes(path, file);
        return RgbImage.Load(path);
    }

    private static byte[] Saved(RgbImage image, string format) => Save(image, format switch
    {
        "png" => new PngEncoder(),
        "interlaced.png" => new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7 },
        "jpg" => new JpegEncoder { Quality = 95 },
        "webp" => new WebpEncoder { FileFormat = WebpFileFormatType.Lossy },
        "lossless.webp" => new WebpEncoder { FileFormat = WebpFileFormatType.Lossless },
        _ => new JpegEncoder { ColorType = JpegColorType.YCbCrRatio420 },
    });

    private static byte[] Save(RgbImage image, IImageEncoder encoder)
    {
        using var pixels = image.ToImageSharp();
        using var stream = new MemoryStream();
        pixels.Save(stream, encoder);
        return stream.ToArray();
    }

    private static double Difference(RgbImage one, RgbImage other)
    {
        Assert.Equal((one.Width, one.Height), (other.Width, other.Height));
        return Enumerable.Range(0, one.Pixels.Length).Average(i => Math.Abs(one.Pixels[i] - other.Pixels[i]));
    }

    /// <summary>A TIFF of one directory with one entry, the orientation: a 16-bit number.</summary>
    private static byte[] Exif(ushort orientation, bool bigEndian)
    {
        var bytes = new List<byte>(bigEndian ? "MM"u8.ToArray() : "II"u8.ToArray());
        Add(0x2A);
        AddLong(8);
        Add(1);
        Add(0x0112);
        Add(3);
        AddLong(1);
        Add(orientation);
        Add(0);
        AddLong(0);
        return [.. bytes];

        void Add(ushort word) => bytes.AddRange(bigEndian ? [(byte)(word >> 8), (byte)word] : [(byte)word, (byte)(word >> 8)]);

        void AddLong(ushort number)
        {
            Add(bigEndian ? (ushort)0 : number);
            Add(bigEndian ? number : (ushort)0);
        }
    }

    private static byte[] Png(int width, int height, int rows)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[width * 3 + 1];
            for (var i = 0; i < rows; i++)
            {
                zlib.Write(row);
            }
        }

        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] data)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(kind), .. data];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), CheckSum(named));
        return chunk;
    }

    private static uint CheckSum(byte[] bytes)
    {
        const uint Polynomial = 0xEDB88320;
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? Polynomial ^ (sum >> 1) : sum >> 1;
            }
        }

        return ~sum;
    }

    // The extended form: VP8X with its flag for EXIF, the picture, the chunk.
    private static byte[] WithChunk(byte[] webP, string kind, byte[] data, int width, int height)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        byte[] file = [.. webP[..12], .. "VP8X"u8, 10, 0, 0, 0, 8, 0, 0, 0, (byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0, .. webP[12..], .. System.Text.Encoding.ASCII.GetBytes(kind), .. length, .. data, .. new byte[data.Length % 2]];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }
}
