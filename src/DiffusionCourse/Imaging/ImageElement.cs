using System.Globalization;
using DiffusionCourse.Display;

namespace DiffusionCourse.Imaging;

/// <summary>The <c>img</c> element of a picture: data inside, alternative text, small pictures enlarged, tiny ones crisply.</summary>
internal static class ImageElement
{
    /// <summary>Pictures narrower than this are enlarged by a whole factor.</summary>
    private const int ComfortableWidth = 192;

    /// <summary>
    /// From this enlargement on pixels are squares. Where a column leaves less room than a whole factor, squares of a smaller one come out
    /// unevenly wide.
    /// </summary>
    private const int CrispFactor = 3;

    private const int ExactPixels = 160 * 160;
    private const int CompactQuality = 88;

    public static string Standalone(RgbImage image) => Create(image, image.Description ?? DefaultAltText(image), DisplayWidth(image));

    public static string Source(RgbImage image) => "data:image/png;base64," + Convert.ToBase64String(image.ToPng());

    /// <summary>For one of many pictures on a page: exact where small, else lossy, at a tenth of the size.</summary>
    public static string CompactSource(RgbImage image) => image.Width * image.Height <= ExactPixels
        ? Source(image)
        : "data:image/webp;base64," + Convert.ToBase64String(ImageCodec.EncodeWebP(image, CompactQuality));

    public static string Create(RgbImage image, string altText, int displayWidth, string? source = null)
    {
        var rendering = displayWidth >= CrispFactor * image.Width ? "image-rendering:pixelated;" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<img src="{source ?? Source(image)}" alt="{Html.Encode(altText)}" width="{image.Width}" height="{image.Height}" """
            + $"""style="{rendering}width:{displayWidth}px;max-width:100%;height:auto" />""");
    }

    public static int DisplayWidth(RgbImage image) =>
        image.Width >= ComfortableWidth ? image.Width : image.Width * ((ComfortableWidth + image.Width - 1) / image.Width);

    public static string DefaultAltText(RgbImage image) =>
        Invariant($"Picture of {image.Width} by {image.Height} pixels");
}
