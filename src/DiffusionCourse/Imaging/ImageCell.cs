namespace DiffusionCourse.Imaging;

/// <summary>One picture of an <see cref="ImageGrid"/>.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Caption">What stands below it: settings and times; null for nothing.</param>
/// <param name="AltText">What it shows, in words; null takes the picture's description, or its place in the grid.</param>
public sealed record ImageCell(RgbImage Image, string? Caption = null, string? AltText = null)
{
    /// <summary>A picture without a caption.</summary>
    /// <param name="image">The picture.</param>
    public static implicit operator ImageCell(RgbImage image) => FromRgbImage(image);

    /// <summary>A picture without a caption.</summary>
    /// <param name="image">The picture.</param>
    public static ImageCell FromRgbImage(RgbImage image) => new(image);
}
