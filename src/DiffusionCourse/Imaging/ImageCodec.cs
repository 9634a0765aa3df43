using SkiaSharp;

namespace DiffusionCourse.Imaging;

/// <summary>Pictures to and from bytes, through Skia. Colour profiles are left alone: values go through as they are.</summary>
internal static class ImageCodec
{
    public static RgbImage Decode(ReadOnlySpan<byte> bytes, string name)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data)
            ?? throw new InvalidDataException($"{name} ({bytes.Length} bytes) is not a PNG, JPEG or WebP that can be read.");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if (info.Width > RgbImage.MaximumSide || info.Height > RgbImage.MaximumSide)
        {
            throw new InvalidDataException($"{name} is {info.Width} x {info.Height} pixels. At most {RgbImage.MaximumSide} a side can be read.");
        }

        using var bitmap = new SKBitmap(info);
        var result = codec.GetPixels(info, bitmap.GetPixels());
        return result switch
        {
            SKCodecResult.Success => FromBitmap(bitmap),
            SKCodecResult.IncompleteInput => throw new InvalidDataException($"{name} is cut short: {bytes.Length} bytes do not hold its {info.Width} x {info.Height} pixels."),
            _ => throw new InvalidDataException($"{name} is damaged and cannot be read ({result})."),
        };
    }

    public static byte[] EncodePng(RgbImage image)
    {
        using var bitmap = ToBitmap(image);
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6))
            ?? throw new InvalidOperationException($"Skia could not encode a {image.Width} x {image.Height} image as PNG.");
        return data.ToArray();
    }

    /// <summary>Lossy WebP of a quality from 0 to 100.</summary>
    public static byte[] EncodeWebP(RgbImage image, int quality)
    {
        using var bitmap = ToBitmap(image);
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality))
            ?? throw new InvalidOperationException($"Skia could not encode a {image.Width} x {image.Height} image as WebP.");
        return data.ToArray();
    }

    /// <summary>Lossless without a quality, else lossy of that quality.</summary>
    public static byte[] EncodeAnimatedWebP(IReadOnlyList<RgbImage> images, IReadOnlyList<TimeSpan> durations, int? quality = null)
    {
        var bitmaps = images.Select(ToBitmap).ToArray();
        try
        {
            var frames = bitmaps.Select((bitmap, i) => new SKWebpEncoderFrame(bitmap, durations[i])).ToArray();
            using var data = SKWebpEncoder.EncodeAnimated(frames, quality is { } lossy ? new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, lossy) : new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))
                ?? throw new InvalidOperationException($"Skia could not encode {images.Count} frames as animated WebP.");
            return data.ToArray();
        }
        finally
        {
            foreach (var bitmap in bitmaps)
            {
                bitmap.Dispose();
            }
        }
    }

    public static RgbImage Resize(RgbImage image, int width, int height, ImageScaling scaling)
    {
        var sampling = scaling switch
        {
            ImageScaling.Nearest => new SKSamplingOptions(SKFilterMode.Nearest),
            ImageScaling.Linear => new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear),
            ImageScaling.Cubic => new SKSamplingOptions(SKCubicResampler.Mitchell),
            _ => throw new ArgumentOutOfRangeException(nameof(scaling), scaling, "There is no such scaling."),
        };
        using var source = ToBitmap(image);
        using var target = new SKBitmap(OpaqueInfo(width, height));
        return source.ScalePixels(target, sampling)
            ? FromBitmap(target)
            : throw new InvalidOperationException($"Skia could not scale {image.Width} x {image.Height} to {width} x {height}.");
    }

    private static SKImageInfo OpaqueInfo(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);

    private static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(OpaqueInfo(image.Width, image.Height));
        var rgba = bitmap.GetPixelSpan();
        var rgb = image.Pixels;
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = byte.MaxValue;
        }

        return bitmap;
    }

    private static RgbImage FromBitmap(SKBitmap bitmap)
    {
        ReadOnlySpan<byte> rgba = bitmap.GetPixelSpan();
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            var alpha = rgba[from + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                rgb[to + channel] = OverWhite(rgba[from + channel], alpha);
            }
        }

        return new(bitmap.Width, bitmap.Height, rgb);
    }

    private static byte OverWhite(byte value, byte alpha) => (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
}
