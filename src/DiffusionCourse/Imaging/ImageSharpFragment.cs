using SixLabors.ImageSharp;

namespace DiffusionCourse.Imaging;

/// <summary>An image of SixLabors.ImageSharp as a page shows it.</summary>
public static class ImageSharpFragment
{
    /// <summary>The image as an HTML element that needs no other file; transparent pixels lie over white.</summary>
    /// <param name="image">The image, of any pixel format; its first frame is shown.</param>
    /// <exception cref="ArgumentException">A side is longer than <see cref="RgbImage.MaximumSide"/>.</exception>
    public static string ToHtml(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return RgbImage.FromImageSharp(image, Invariant($"an image of {image.Width} x {image.Height} pixels")).ToHtml();
    }
}
