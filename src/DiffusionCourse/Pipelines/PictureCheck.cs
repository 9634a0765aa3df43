using DiffusionCourse.Imaging;

namespace DiffusionCourse.Pipelines;

/// <summary>Notices pictures that show nothing.</summary>
internal static class PictureCheck
{
    /// <summary>A sentence for a picture of one colour, or null.</summary>
    public static string? Notice(RgbImage image)
    {
        var pixels = image.Pixels;
        for (var i = 3; i < pixels.Length; i++)
        {
            if (pixels[i] != pixels[i - 3])
            {
                return null;
            }
        }

        var colour = Convert.ToHexString(pixels[..3]) switch { "000000" => "black", "FFFFFF" => "white", var hex => $"#{hex}" };
        return $"The picture is {colour} all over: the VAE decoder gave one value for every pixel. A damaged or float16 vae_decoder does "
            + "that, and latents that ran away; try the float32 export, another seed, or a lower guidance scale.";
    }
}
