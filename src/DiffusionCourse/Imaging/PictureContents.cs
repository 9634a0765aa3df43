namespace DiffusionCourse.Imaging;

/// <summary>What the frame of a picture file says around its pixels, read before any memory is taken for them.</summary>
/// <param name="IsWhole">Whether all of the pixels' data is there.</param>
/// <param name="Exif">What the camera noted (a TIFF without pixels); null where the file has none.</param>
internal readonly record struct PictureContents(bool IsWhole, byte[]? Exif = null)
{
    public static PictureContents CutShort => new(false);
}
