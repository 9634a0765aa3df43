using System.Text.Json.Serialization;
using DiffusionCourse.Display;

namespace DiffusionCourse.Imaging;

/// <summary>An immutable picture of 8-bit RGB pixels, rows from top to bottom, pixels from left to right.</summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
[JsonConverter(typeof(RgbImageJsonConverter))]
public sealed partial class RgbImage : IHtmlDisplay, IEquatable<RgbImage>
{
    /// <summary>The longest side that an image can have, in pixels.</summary>
    public const int MaximumSide = 16_384;

    private readonly byte[] _pixels;

    /// <summary>Makes an image from pixels, which are copied.</summary>
    /// <param name="width">Width in pixels, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="height">Height in pixels, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="rgb">Red, green and blue of each pixel, row by row: <c>width * height * 3</c> bytes.</param>
    /// <exception cref="ArgumentException">A side is out of range, or the number of bytes does not fit the sides.</exception>
    public RgbImage(int width, int height, ReadOnlySpan<byte> rgb)
        : this(width, height, CheckedCopy(width, height, rgb), description: null)
    {
    }

    private RgbImage(int width, int height, byte[] owned, string? description)
    {
        Width = width;
        Height = height;
        _pixels = owned;
        Description = description;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>What the picture shows, in words: its alternative text. Null where nothing is known.</summary>
    public string? Description { get; }

    /// <summary>The pixels: red, green, blue, row by row; <c>Width * Height * 3</c> bytes.</summary>
    [JsonIgnore]
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>One pixel.</summary>
    /// <param name="x">Column, 0 at the left.</param>
    /// <param name="y">Row, 0 at the top.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the image.</exception>
    public Rgb this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(x);
            ArgumentOutOfRangeException.ThrowIfNegative(y);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Width);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
            var at = (y * Width + x) * 3;
            return new(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    /// <summary>The same picture with other words for what it shows.</summary>
    /// <param name="description">The alternative text, such as the prompt; null for none.</param>
    public RgbImage WithDescription(string? description) => new(Width, Height, _pixels, description);

    /// <summary>Whether both pictures have the same size and the same pixels. The description does not count.</summary>
    /// <param name="other">The other picture.</param>
    public bool Equals(RgbImage? other) =>
        other is not null && Width == other.Width && Height == other.Height && Pixels.SequenceEqual(other.Pixels);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RgbImage);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Width);
        hash.Add(Height);
        hash.AddBytes(_pixels);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width} x {Height} image" + (Description is null ? "" : $": {Description}");

    /// <inheritdoc/>
    public string ToHtml() => ImageElement.Standalone(this);

    private static byte[] CheckedCopy(int width, int height, ReadOnlySpan<byte> rgb)
    {
        CheckSides(width, height);
        var expected = (long)width * height * 3;
        return rgb.Length == expected
            ? rgb.ToArray()
            : throw new ArgumentException(
                $"A {width} x {height} image takes {expected} bytes (red, green, blue), but {rgb.Length} were given.", nameof(rgb));
    }

    private static void CheckSides(int width, int height)
    {
        CheckSide(width, nameof(width));
        CheckSide(height, nameof(height));

        // Beyond this an array of bytes cannot hold the pixels.
        if ((long)width * height * 3 > Array.MaxLength)
        {
            throw new ArgumentException(
                $"A {width} x {height} image has too many pixels. At most {Array.MaxLength / 3} fit.", nameof(width));
        }
    }

    private static void CheckSide(int side, string name)
    {
        if (side is < 1 or > MaximumSide)
        {
            throw new ArgumentOutOfRangeException(name, side, $"The {name} of an image must be 1 to {MaximumSide} pixels.");
        }
    }
}
