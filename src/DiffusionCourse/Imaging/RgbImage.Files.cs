using DiffusionCourse.Display;
using DiffusionCourse.Files;

namespace DiffusionCourse.Imaging;

public sealed partial class RgbImage
{
    /// <summary>Reads a PNG. Transparent pixels are blended over white; 16-bit channels are reduced to 8.</summary>
    /// <param name="png">The bytes of a PNG file.</param>
    /// <exception cref="InvalidDataException">The bytes are not a PNG, are cut short or damaged.</exception>
    public static RgbImage FromPng(ReadOnlySpan<byte> png)
    {
        if (!HasPngSignature(png))
        {
            throw new InvalidDataException($"These {png.Length} bytes are not a PNG: the signature is missing.");
        }

        return ImageCodec.Decode(png, "The PNG");
    }

    /// <summary>Reads a picture file: PNG, JPEG or WebP. Transparent pixels are blended over white.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a picture, is cut short or damaged.</exception>
    public static RgbImage Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return File.Exists(path)
            ? ImageCodec.Decode(File.ReadAllBytes(path), $"\"{path}\"")
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
