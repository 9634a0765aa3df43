using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace DiffusionCourse.Imaging;

/// <summary>How the camera was held: its pixels are stored as they came, with a note of how to turn them (EXIF 2.32, tag 0x0112).</summary>
internal static class ExifOrientation
{
    /// <summary>What stands before the EXIF of a JPEG, and of some WebP files.</summary>
    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>Turns the picture upright. A note that cannot be read is as none.</summary>
    public static void Undo(Image<Rgba32> image, byte[]? exif)
    {
        if (exif is null || Upright(exif) is not { } profile)
        {
            return;
        }

        image.Metadata.ExifProfile = profile;
        image.Mutate(context => context.AutoOrient());
    }

    // Only the orientation: the rest of what a camera writes is none of the picture's.
    private static ExifProfile? Upright(byte[] exif)
    {
        try
        {
            if (new ExifProfile(exif).GetValue(ExifTag.Orientation)?.Value is not { } orientation)
            {
                return null;
            }

            var profile = new ExifProfile();
            profile.SetValue(ExifTag.Orientation, orientation);
            return profile;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }
}
