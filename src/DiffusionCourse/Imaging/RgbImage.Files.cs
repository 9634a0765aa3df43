using DiffusionCourse.Files;

namespace DiffusionCourse.Imaging;

public sealed partial class RgbImage
{
    /// <summary>
    /// Pixels that a file may have unless another limit is given, 8192 x 8192: reading them takes about half a gigabyte, whatever the
    /// size of the file, since a few hundred bytes of it can claim as many as they like.
    /// </summary>
    public const int UsualPixelLimit = 8192 * 8192;

    /// <summary>
    /// Reads a PNG of at most <see cref="UsualPixelLimit"/> pixels. Transparent ones are blended over white; 16-bit channels are reduced to
    /// 8.
    /// </summary>
    /// <param name="png">The bytes of a PNG file.</param>
    /// <exception cref="InvalidDataException">The bytes are not a PNG, are cut short or damaged, or hold more pixels than the
    /// limit.</exception>
    public static RgbImage FromPng(ReadOnlySpan<byte> png) => FromPng(png, UsualPixelLimit);

    /// <summary>Reads a PNG of at most a given number of pixels.</summary>
    /// <inheritdoc cref="FromPng(ReadOnlySpan{byte})"/>
    /// <param name="png">The bytes of a PNG file.</param>
    /// <param name="pixelLimit">The most pixels that are read, at least 1; a picture of more is refused before memory is taken for
    /// it.</param>
    public static RgbImage FromPng(ReadOnlySpan<byte> png, int pixelLimit)
    {
        if (!HasPngSignature(png))
        {
            throw new InvalidDataException($"These {png.Length} bytes are not a PNG: the signature is missing.");
        }

        return ImageCodec.Decode(png.ToArray(), "The PNG", pixelLimit);
    }

    /// <summary>
    /// Reads a picture file of at most <see cref="UsualPixelLimit"/> pixels: PNG, JPEG or WebP, of an animation the first picture.
    /// Transparent pixels are blended over white; a photo that lies on its side is turned upright, as its EXIF orientation says.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a picture, is cut short or damaged, or holds more pixels than the
    /// limit.</exception>
    public static RgbImage Load(string path) => Load(path, UsualPixelLimit);

    /// <summary>Reads a picture file of at most a given number of pixels.</summary>
    /// <inheritdoc cref="Load(string)"/>
    /// <param name="path">Path of the file.</param>
    /// <param name="pixelLimit">The most pixels that are read, at least 1; a picture of more is refused before memory is taken for
    /// it.</param>
    public static RgbImage Load(string path, int pixelLimit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(path)
            ? ImageCodec.Decode(File.ReadAllBytes(path), $"\"{path}\"", pixelLimit)
            : throw new FileNotFoundException($"There is no picture \"{path}\" (looked at \"{Path.GetFullPath(path)}\").", path);
    }

    /// <summary>Encodes the picture as PNG. The same pixels always give the same bytes.</summary>
    /// <returns>The bytes of a PNG file, 8 bits a channel, without metadata.</returns>
    public byte[] ToPng() => ImageCodec.EncodePng(this);

    /// <summary>Saves the picture as PNG. The file appears whole or not at all.</summary>
    /// <param name="path">Path of the file, ending in <c>.png</c>; an existing file is replaced.</param>
    /// <exception cref="ArgumentException">The path does not end in <c>.png</c>.</exception>
    /// <exception cref="IOException">The folder does not exist or cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"Pictures are saved as PNG, but \"{path}\" does not end in .png.", nameof(path));
        }

        AtomicFile.Write(path, ToPng());
    }

    private static bool HasPngSignature(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
}
