namespace DiffusionCourse.Imaging;

/// <summary>A white sheet that pictures are copied onto.</summary>
internal sealed class ImageCanvas
{
    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _rgb;

    public ImageCanvas(int width, int height)
    {
        if (width > RgbImage.MaximumSide || height > RgbImage.MaximumSide)
        {
            throw new ArgumentException(
                $"The picture would be {width} x {height} pixels. At most {RgbImage.MaximumSide} a side are possible: use fewer or "
                    + "smaller pictures.",
                nameof(width));
        }

        _width = width;
        _height = height;
        _rgb = new byte[width * height * 3];
        Array.Fill(_rgb, byte.MaxValue);
    }

    public void Draw(RgbImage image, int left, int top)
    {
        var stride = image.Width * 3;
        for (var row = 0; row < image.Height; row++)
        {
            image.Pixels.Slice(row * stride, stride).CopyTo(_rgb.AsSpan(((top + row) * _width + left) * 3));
        }
    }

    public RgbImage ToImage() => new(_width, _height, _rgb);
}
