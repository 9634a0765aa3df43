namespace DiffusionCourse.Imaging;

public sealed partial class RgbImage
{
    /// <summary>A part of the picture.</summary>
    /// <param name="x">First column, from 0.</param>
    /// <param name="y">First row, from 0.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie inside the picture.</exception>
    public RgbImage Crop(int x, int y, int width, int height)
    {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x > Width - width || y > Height - height)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width),
                $"A part of {width} x {height} pixels from column {x} and row {y} does not lie inside a picture of {Width} x {Height}.");
        }

        var part = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
        {
            _pixels.AsSpan(((y + row) * Width + x) * 3, width * 3).CopyTo(part.AsSpan(row * width * 3));
        }

        return new(width, height, part, Description);
    }

    /// <summary>
    /// The picture in another size without distortion: what is too wide or too high is cut off evenly at both sides, the rest is scaled.
    /// </summary>
    /// <param name="width">New width in pixels, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="height">New height in pixels, 1 to <see cref="MaximumSide"/>.</param>
    /// <exception cref="ArgumentException">A side is out of range.</exception>
    public RgbImage Fit(int width, int height)
    {
        CheckSides(width, height);
        var keptWidth = (int)Math.Clamp(Math.Round((double)Height * width / height), 1, Width);
        var keptHeight = (int)Math.Clamp(Math.Round((double)Width * height / width), 1, Height);
        var part = keptWidth == Width && keptHeight == Height
            ? this
            : Crop((Width - keptWidth) / 2, (Height - keptHeight) / 2, keptWidth, keptHeight);
        return part.Width == width && part.Height == height ? part : part.Resize(width, height, ImageScaling.Linear);
    }
}
