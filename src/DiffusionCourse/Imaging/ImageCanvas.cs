namespace DiffusionCourse.Imaging;

/// <summary>A white sheet that pictures are copied onto.</summary>
internal sealed class ImageCanvas
{
    private readonly int width;
    private readonly int height;
    private readonly byte[] rgb;

    public ImageCanvas(int width, int height)
    {
        if (width > RgbImage.MaximumSide || height > RgbImage.MaximumSide)
        {
            throw new ArgumentException($"The picture would be {width} x {height} pixels. At most {RgbImage.MaximumSide} a side are possible: use fewer or smaller pictures.", nameof(width));
        }

        this.width = width;
        this.height = height;
        rgb = new byte[width * height * 3];
        Array.Fill(rgb, byte.MaxValue);
    }

    public void Draw(RgbImage image, int left, int top)
    {
        var stride = image.Width * 3;
        for (var row = 0; row < image.Height; row++)
        {
            image.Pixels.Slice(row * stride, stride).CopyTo(rgb.AsSpan((((top + row) * width) + left) * 3));
        }
    }

    public RgbImage ToImage() => new(width, height, rgb);
}
