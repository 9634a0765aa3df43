using System.Numerics.Tensors;

namespace DiffusionCourse.Imaging;

public sealed partial class RgbImage
{
    /// <summary>Turns the output of an image decoder into a picture: <c>round(255 * clamp(x / 2 + 0.5, 0, 1))</c>.</summary>
    /// <remarks>
    /// Computed in 32-bit floats and rounded half to even, as Stable Diffusion's image processor does
    /// (diffusers, <c>VaeImageProcessor.postprocess</c>), so that pictures agree to the last bit.
    /// </remarks>
    /// <param name="chw">Values around -1 to 1, shape [3, height, width]: all of red, then green, then blue.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the sides, or a value is not a number.</exception>
    public static RgbImage FromModelOutput(ReadOnlySpan<float> chw, int width, int height)
    {
        CheckSides(width, height);
        var plane = width * height;
        if (chw.Length != plane * 3L)
        {
            throw new ArgumentException(
                $"A model output of 3 x {height} x {width} has {plane * 3L} values, but {chw.Length} were given.", nameof(chw));
        }

        // The first NaN counts as the maximum.
        var largest = TensorPrimitives.IndexOfMax(chw);
        if (float.IsNaN(chw[largest]))
        {
            throw new ArgumentException(
                $"Value {largest} of the model's output is NaN (not a number). An overflow in 16-bit floats does that: use the model in "
                    + "32 bits, or a decoder made for 16.",
                nameof(chw));
        }

        var rgb = new byte[plane * 3];
        for (var channel = 0; channel < 3; channel++)
        {
            var values = chw.Slice(channel * plane, plane);
            for (var i = 0; i < plane; i++)
            {
                rgb[i * 3 + channel] = ToByte(values[i]);
            }
        }

        return new(width, height, rgb, description: null);
    }

    /// <summary>Turns the picture into the input of an image encoder: <c>2 * (value / 255) - 1</c>, in 32-bit floats.</summary>
    /// <returns>Values from -1 to 1, shape [3, Height, Width].</returns>
    public float[] ToModelInput()
    {
        var plane = Width * Height;
        var chw = new float[plane * 3];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < plane; i++)
            {
                chw[channel * plane + i] = 2f * (_pixels[i * 3 + channel] / 255f) - 1f;
            }
        }

        return chw;
    }

    private static byte ToByte(float x) =>
        (byte)MathF.Round(255f * Math.Clamp(x * 0.5f + 0.5f, 0f, 1f), MidpointRounding.ToEven);
}
