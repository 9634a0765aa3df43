namespace DiffusionCourse.Imaging;

/// <summary>How the pixels of a resized image are computed.</summary>
public enum ImageScaling
{
    /// <summary>The nearest pixel is repeated: crisp squares, no new colours.</summary>
    Nearest,

    /// <summary>Linear interpolation; averages (mipmaps) where the image shrinks.</summary>
    Linear,

    /// <summary>Cubic interpolation (Mitchell and Netravali, B = C = 1/3), for photographs that grow.</summary>
    Cubic,
}
