namespace DiffusionCourse.Inference;

/// <summary>A decoder's input and output for latents of one size, used picture after picture.</summary>
internal sealed class VaeDecoderBuffers(TensorBuffer latents, TensorBuffer pixels) : IDisposable
{
    private float[] _converted = [];

    public TensorBuffer Latents => latents;

    public TensorBuffer Pixels => pixels;

    /// <summary>The pixels as floats: in place where the graph gives floats.</summary>
    public ReadOnlySpan<float> ReadPixels()
    {
        if (pixels.IsFloat)
        {
            return pixels.Floats;
        }

        _converted = _converted.Length == pixels.Length ? _converted : new float[pixels.Length];
        pixels.Read(_converted);
        return _converted;
    }

    public bool AreFor(int height, int width) => latents.Shape[2] == height && latents.Shape[3] == width;

    public void Dispose()
    {
        latents.Dispose();
        pixels.Dispose();
    }
}
