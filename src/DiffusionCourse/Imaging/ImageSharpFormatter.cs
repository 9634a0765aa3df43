using DiffusionCourse.Display;
using SixLabors.ImageSharp;

namespace DiffusionCourse.Imaging;

#pragma warning disable CA1822 // The convention demands instance members.
internal sealed class ImageSharpFormatter
{
    public string MimeType { get; } = MimeTypes.Html;

    public Type Type { get; } = typeof(Image);

    public bool Format(object value, TextWriter writer)
    {
        if (value is not Image image)
        {
            return false;
        }

        writer.Write(RgbImage.FromImageSharp(image, Invariant($"an image of {image.Width} x {image.Height} pixels")).ToHtml());
        return true;
    }
}
#pragma warning restore CA1822
