namespace DiffusionCourse.Imaging;

public sealed partial class RgbImage
{
    /// <summary>The picture in another size.</summary>
    /// <param name="width">New width in pixels, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="height">New height in pixels, 1 to <see cref="MaximumSide"/>.</param>
    /// <param name="scaling">How new pixels are computed; nearest by default.</param>
    /// <exception cref="ArgumentException">A side is out of range.</exception>
    public RgbImage Resize(int width, int height, ImageScaling scaling = ImageScaling.Nearest)
    {
        CheckSides(width, height);
        return (width, height) == (Width, Height) ? this : ImageCodec.Resize(this, width, height, scaling).WithDescription(Description);
    }

    /// <summary>The picture with each pixel repeated: crisp squares.</summary>
    /// <param name="factor">How many times larger each side becomes, 1 or more.</param>
    /// <exception cref="ArgumentException">The factor is below 1, or the result would be too large.</exception>
    public RgbImage Enlarge(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        return Resize(checked(Width * factor), checked(Height * factor));
    }
}
