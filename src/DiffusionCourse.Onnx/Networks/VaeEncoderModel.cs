using System.Numerics.Tensors;
using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>
/// The VAE encoder: a picture to latents. Of an export that gives mean and log-variance, the mean is taken, so that a picture
/// always gives the same latents; an export that draws them inside its graph has its own noise, which no seed reaches.
/// </summary>
internal sealed class VaeEncoderModel : IDisposable
{
    private readonly Network _network;
    private readonly TensorSignature _sample;
    private readonly TensorSignature _latents;
    private readonly VaeDecoderModel _decoder;
    private readonly VaeTiles _tiles;

    public VaeEncoderModel(Network network, VaeDecoderModel decoder)
    {
        var channels = decoder.Channels;
        var expected =
            $"sample float[batch,3,height,width] and no other input, and latent_sample float[batch,{channels},height,width] or "
                + $"latent_parameters float[batch,{2 * channels},height,width]";
        _network = network;
        _decoder = decoder;
        _tiles = decoder.Tiles.ForAnother();
        _sample = network.Input(["sample", "pixel_values"], input => input.Rank == 4, expected);
        _latents = network.Output(["latent_sample", "latent_parameters"], rank: 4, expected);
        HasParameters = (_latents.Fixed(1) ?? (_latents.Name == "latent_parameters" ? 2 * channels : channels)) == 2 * channels;
        if (network.Inputs.Count > 1 || _sample.Rank != 4 || !_sample.IsFloatingPoint || (_sample.Fixed(1) ?? 3) != 3
            || _latents.Rank != 4 || !_latents.IsFloatingPoint || (_latents.Fixed(1) ?? channels) % channels != 0
            || _latents.Fixed(1) > 2 * channels)
        {
            throw network.Misfit(expected);
        }

        network.FixedBatch(expected, most: 1, _sample, _latents);
    }

    /// <summary>Whether the graph gives mean and log-variance rather than latents.</summary>
    public bool HasParameters { get; }

    /// <summary>Encodes a picture: the latents that a scheduler works on, channels x height x width.</summary>
    /// <param name="pixels">3 x height x width, from -1 to 1: all of red, then green, then blue.</param>
    /// <param name="pixelHeight">A multiple of the VAE's factor.</param>
    /// <param name="pixelWidth">A multiple of the VAE's factor.</param>
    /// <param name="cancellation">Stops inside the native call.</param>
    public float[] Encode(float[] pixels, int pixelHeight, int pixelWidth, CancellationToken cancellation)
    {
        RefuseOtherSize(_sample.Fixed(3), pixelWidth, "width");
        RefuseOtherSize(_sample.Fixed(2), pixelHeight, "height");
        int channels = _decoder.Channels, height = pixelHeight / _decoder.Factor, width = pixelWidth / _decoder.Factor;
        var isFixed = _sample.Fixed(2) is not null || _sample.Fixed(3) is not null;
        var latents = _tiles.Run(height, width, _decoder.Factor, isFixed, "encode", tile => Math.Max(height, width) <= tile
            ? Run(pixels, height, width, cancellation)
            : new TiledRun(3, _decoder.Factor, channels, 1).Over(
                pixels, height, width, tile, (part, rows, columns) => Run(part, rows, columns, cancellation)));
        if (!TensorPrimitives.IsFiniteAll<float>(latents))
        {
            throw new ModelException(
                $"The VAE encoder '{_network.Location}' gave latents that are not finite. A float16 VAE overflows on some pictures: use "
                    + "the float32 export of vae_encoder.");
        }

        TensorPrimitives.Subtract(latents, (float)_decoder.ShiftFactor, latents);
        TensorPrimitives.Multiply(latents, (float)_decoder.ScalingFactor, latents);
        return latents;
    }

    public void Dispose() => _network.Dispose();

    // The mean comes before the log-variance.
    private float[] Run(float[] pixels, int height, int width, CancellationToken cancellation)
    {
        using var input = TensorBuffer.Create(_sample, 1, 3, height * _decoder.Factor, width * _decoder.Factor);
        input.Write(pixels);
        using var output = TensorBuffer.Create(_latents, 1, (HasParameters ? 2 : 1) * _decoder.Channels, height, width);
        VaeGraph.Run(_network, _sample, input, _latents, output, cancellation);
        var latents = new float[_decoder.Channels * height * width];
        output.Read(latents);
        return latents;
    }

    private void RefuseOtherSize(int? takes, int given, string side)
    {
        if (takes is { } pixels && pixels != given)
        {
            throw new ArgumentException(
                $"The {side} is {given}: '{_network.Location}' is fixed at {pixels} pixels. Ask for that size, or export the vae_encoder "
                    + "with free sizes.");
        }
    }
}
