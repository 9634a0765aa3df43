using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>The VAE on pictures: its networks know pixels from -1 to 1 alone.</summary>
internal static class VaePictures
{
    /// <summary>The picture of latents of a height and width.</summary>
    public static RgbImage DecodePicture(
        this VaeDecoderModel decoder, ReadOnlyMemory<float> latents, int height, int width, CancellationToken cancellation)
        => decoder.Decode(
            latents, height, width, pixels => RgbImage.FromModelOutput(pixels, width * decoder.Factor, height * decoder.Factor),
            cancellation);

    /// <summary>The latents of a picture, whose sides are multiples of the VAE's factor.</summary>
    public static float[] EncodePicture(this VaeEncoderModel encoder, RgbImage image, CancellationToken cancellation)
        => encoder.Encode(image.ToModelInput(), image.Height, image.Width, cancellation);
}
