using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using SixLabors.ImageSharp;

[assembly: TypeFormatterSource(typeof(ImageSharpFormatterSource))]

namespace DiffusionCourse.Imaging;

/// <summary>Makes the formatter of ImageSharp's own images for hosts that look at what a referenced assembly brings.</summary>
internal sealed class ImageSharpFormatterSource
{
#pragma warning disable CA1822 // The convention demands an instance method.
    public IEnumerable<object> CreateTypeFormatters() => [new ForeignFormatter<Image>(ImageSharpFragment.ToHtml)];
#pragma warning restore CA1822
}
