using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DiffusionCourse.Imaging;

/// <summary>Pictures to and from bytes, through ImageSharp. Colour profiles are left alone: values go through as they are.</summary>
internal static class ImageCodec
{
    /// <exception cref="InvalidDataException">The bytes are no picture that can be read, or a larger one than the limit.</exception>
    public static RgbImage Decode(byte[] bytes, string name, int pixelLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixelLimit, 1);
        bytes = WebPContents.FirstPicture(bytes);
        var contents = Examine(bytes, name, pixelLimit);
        return Guarded(name, () => Pixels(bytes, contents.Exif));
    }

    public static byte[] EncodePng(RgbImage image) => Encode(image, PictureFormats.Png);

    /// <summary>Lossy WebP of a quality from 0 to 100.</summary>
    public static byte[] EncodeWebP(RgbImage image, int quality) => Encode(image, PictureFormats.Lossy(quality));

    /// <summary>Lossless without a quality, else lossy of that quality.</summary>
    public static byte[] EncodeAnimatedWebP(IReadOnlyList<RgbImage> images, IReadOnlyList<TimeSpan> durations, int? quality = null)
    {
        var encoder = quality is { } lossy ? PictureFormats.Lossy(lossy) : PictureFormats.Exact;
        return WebPAnimation.Write(images[0].Width, images[0].Height, images.Select(image => Encode(image, encoder)).Zip(durations));
    }

    public static RgbImage Resize(RgbImage image, int width, int height, ImageScaling scaling)
    {
        var resampler = scaling switch
        {
            ImageScaling.Nearest => KnownResamplers.NearestNeighbor,
            ImageScaling.Linear => KnownResamplers.Triangle,
            ImageScaling.Cubic => KnownResamplers.MitchellNetravali,
            _ => throw new ArgumentOutOfRangeException(nameof(scaling), scaling, "There is no such scaling."),
        };
        using var pixels = ToImageSharp(image);
        pixels.Mutate(context => context.Resize(width, height, resampler));
        return FromOpaque(pixels);
    }

    /// <summary>A copy of the pixels.</summary>
    public static Image<Rgb24> ToImageSharp(RgbImage image)
        => Image.LoadPixelData<Rgb24>(PictureFormats.Configuration, image.Pixels, image.Width, image.Height);

    /// <summary>The pixels, those that are transparent blended over white.</summary>
    public static RgbImage FromImageSharp(Image image)
    {
        if (image is Image<Rgb24> opaque)
        {
            return FromOpaque(opaque);
        }

        using var pixels = image.CloneAs<Rgba32>();
        return OverWhite(pixels);
    }

    // All that can be refused before memory is taken for pixels.
    private static PictureContents Examine(byte[] bytes, string name, int pixelLimit)
    {
        IImageFormat? format = null;
        var info = Guarded(name, () => Image.Identify(PictureFormats.Configuration, bytes, out format))
            ?? throw new InvalidDataException($"{name} ({bytes.Length} bytes) is not a PNG, JPEG or WebP that can be read.");
        var size = $"{info.Width} x {info.Height} pixels";
        if (info.Width is < 1 or > RgbImage.MaximumSide || info.Height is < 1 or > RgbImage.MaximumSide)
        {
            throw new InvalidDataException($"{name} is {size}. At most {RgbImage.MaximumSide} a side can be read.");
        }

        if ((long)info.Width * info.Height > pixelLimit)
        {
            throw new InvalidDataException(
                $"{name} is {size}, {(long)info.Width * info.Height} in all, and at most {pixelLimit} are read: a small file can claim "
                    + "more than fit into memory. Scale it down, or load it in C# with a larger pixelLimit.");
        }

        var contents = format switch
        {
            PngFormat => PngContents.Read(bytes),
            JpegFormat => JpegContents.Read(bytes, name),
            _ => WebPContents.Read(bytes),
        };
        // Of what is missing the decoders make black or grey, and say nothing.
        return contents.IsWhole
            ? contents
            : throw new InvalidDataException($"{name} is cut short or damaged: {bytes.Length} bytes do not hold its {size}.");
    }

    private static RgbImage Pixels(byte[] bytes, byte[]? exif)
    {
        using var image = Image.Load<Rgba32>(PictureFormats.Configuration, bytes);
        ExifOrientation.Undo(image, exif);
        return OverWhite(image);
    }

    // Of damaged files the decoders throw what they document, and much that they do not: indices, null references, arithmetic.
    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new InvalidDataException(
                $"{name} is damaged and cannot be read ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}).", error);
        }
    }

    private static byte[] Encode(RgbImage image, IImageEncoder encoder)
    {
        using var pixels = ToImageSharp(image);
        using var stream = new MemoryStream();
        pixels.Save(stream, encoder);
        return stream.ToArray();
    }

    private static RgbImage FromOpaque(Image<Rgb24> image)
    {
        var rgb = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(rgb);
        return new(image.Width, image.Height, rgb);
    }

    private static RgbImage OverWhite(Image<Rgba32> image)
    {
        var rgb = new byte[image.Width * image.Height * 3];
        image.ProcessPixelRows(rows =>
        {
            var to = 0;
            for (var y = 0; y < rows.Height; y++)
            {
                foreach (var pixel in rows.GetRowSpan(y))
                {
                    rgb[to++] = OverWhite(pixel.R, pixel.A);
                    rgb[to++] = OverWhite(pixel.G, pixel.A);
                    rgb[to++] = OverWhite(pixel.B, pixel.A);
                }
            }
        });
        return new(image.Width, image.Height, rgb);
    }

    private static byte OverWhite(byte value, byte alpha) => (byte)((value * alpha + 255 * (255 - alpha) + 127) / 255);
}
