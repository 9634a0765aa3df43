using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DiffusionCourse.Imaging;

public sealed partial class RgbImage
{
    /// <summary>
    /// A copy as an image of SixLabors.ImageSharp, whose <c>Mutate</c> and <c>Clone</c> crop, blur, sharpen, draw and compare pictures.
    /// </summary>
    /// <returns>An image that whoever asked for it disposes of; what is done to it leaves this picture as it is.</returns>
    public Image<Rgb24> ToImageSharp() => ImageCodec.ToImageSharp(this);

    /// <summary>
    /// A picture from an image of SixLabors.ImageSharp, of any pixel format; its first frame, transparent pixels blended over white.
    /// </summary>
    /// <param name="image">The image; it is copied and stays the caller's.</param>
    /// <param name="description">What it shows, in words; null for none.</param>
    /// <exception cref="ArgumentException">A side is longer than <see cref="MaximumSide"/>.</exception>
    public static RgbImage FromImageSharp(Image image, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSides(image.Width, image.Height);
        return ImageCodec.FromImageSharp(image).WithDescription(description);
    }
}
