using System.Numerics.Tensors;
using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>The VAE decoder: latents to a picture, whole or in tiles.</summary>
internal sealed class VaeDecoderModel : IDisposable
{
    /// <summary>What diffusers takes where config.json states nothing: Stable Diffusion v1's value.</summary>
    public const double StableDiffusionScalingFactor = 0.18215;
    private readonly Network _network;
    private readonly TensorSignature _latents;
    private readonly TensorSignature _sample;

    /// <param name="network">The network; the model disposes it.</param>
    /// <param name="config">The VAE's config.json, or null where there is none.</param>
    /// <param name="channels">Latent channels of the UNet.</param>
    /// <param name="tiles">When and how pictures are decoded in tiles.</param>
    /// <param name="usualScalingFactor">Taken where config.json states none.</param>
    public VaeDecoderModel(
        Network network, ComponentConfig? config, int channels, TileOptions tiles, double usualScalingFactor = StableDiffusionScalingFactor)
    {
        _network = network;
        var expected = $"latent_sample float[batch,{channels},height,width] and no other input, and sample float[batch,3,height,width]";
        _latents = network.Input(["latent_sample", "latent", "latents", "z"], input => input.Rank == 4, expected);
        _sample = network.Output(["sample"], rank: 4, expected);
        if (network.Inputs.Count > 1 || _latents.Rank != 4 || !_latents.IsFloatingPoint || (_latents.Fixed(1) ?? channels) != channels
            || _sample.Rank != 4 || !_sample.IsFloatingPoint || (_sample.Fixed(1) ?? 3) != 3)
        {
            throw network.Misfit(expected);
        }

        if (_latents.Fixed(1) is null && network.WidthTaken(_latents) is { } taken && taken != channels)
        {
            throw network.Misfit($"{expected}; its first convolution takes {taken} channels");
        }

        network.FixedBatch(expected, most: 1, _latents, _sample);
        Channels = channels;
        ScalingFactor = config?.Factor("scaling_factor") ?? usualScalingFactor;
        StatesScalingFactor = config?.Factor("scaling_factor") is not null;
        ShiftFactor = config?.Real("shift_factor") ?? 0;
        Factor = VaeGraph.MeasureFactor(network, _latents, _sample, channels, expected);
        RefuseOtherFactor(config);
        Tiles = VaeTiles.Of(tiles, Factor, network.Notices);
    }

    /// <summary>Where the network is, for messages.</summary>
    public string Location => _network.Location;

    /// <summary>Latent channels.</summary>
    public int Channels { get; }

    /// <summary>Pixels a latent along each side: 8 for Stable Diffusion.</summary>
    public int Factor { get; }

    /// <summary>Latents are divided by this before decoding.</summary>
    public double ScalingFactor { get; }

    /// <summary>Whether config.json states the scaling factor.</summary>
    public bool StatesScalingFactor { get; }

    /// <summary>Added after the division; 0 for Stable Diffusion.</summary>
    public double ShiftFactor { get; }

    /// <summary>The latents' height that the graph fixes, or null.</summary>
    public int? FixedHeight => _latents.Fixed(2);

    /// <summary>The latents' width that the graph fixes, or null.</summary>
    public int? FixedWidth => _latents.Fixed(3);

    /// <summary>Whether the graph decodes latents of a size.</summary>
    public bool Takes(int height, int width) => (FixedHeight ?? height) == height && (FixedWidth ?? width) == width;

    /// <summary>When and how pictures are decoded in tiles.</summary>
    public VaeTiles Tiles { get; }

    private bool IsFixed => FixedHeight is not null || FixedWidth is not null;

    /// <summary>Decodes one picture's latents into pixels, which are around -1 to 1.</summary>
    /// <param name="latents">channels x height x width, as the scheduler leaves them.</param>
    /// <param name="height">Latent height.</param>
    /// <param name="width">Latent width.</param>
    /// <param name="cancellation">Stops inside the native call.</param>
    /// <returns>3 x (height * <see cref="Factor"/>) x (width * <see cref="Factor"/>): all of red, then green, then blue.</returns>
    /// <exception cref="ModelException">The graph failed, gave pixels that are not finite, or memory did not suffice for any
    /// tile.</exception>
    public float[] Decode(ReadOnlySpan<float> latents, int height, int width, CancellationToken cancellation)
    {
        var scaled = new float[latents.Length];
        TensorPrimitives.Divide(latents, (float)ScalingFactor, scaled);
        if (ShiftFactor != 0)
        {
            TensorPrimitives.Add(scaled, (float)ShiftFactor, scaled);
        }

        var pixels = Tiles.Run(height, width, Factor, IsFixed, "decode", tile => Math.Max(height, width) <= tile
            ? RunGraph(scaled, height, width, cancellation)
            : new TiledRun(Channels, 1, 3, Factor).Over(
                scaled, height, width, tile, (part, rows, columns) => RunGraph(part, rows, columns, cancellation)));
        return TensorPrimitives.IsFiniteAll<float>(pixels) ? pixels
            : throw new ModelException(
                $"The VAE decoder '{_network.Location}' gave pixels that are not finite, which would show as black. A float16 VAE "
                    + "overflows on some pictures: put the float32 export of vae_decoder into the model's folder.");
    }

    public void Dispose() => _network.Dispose();

    private float[] RunGraph(float[] scaled, int height, int width, CancellationToken cancellation)
    {
        using var input = TensorBuffer.Create(_latents, 1, Channels, height, width);
        input.Write(scaled);
        using var output = TensorBuffer.Create(_sample, 1, 3, (long)height * Factor, (long)width * Factor);
        VaeGraph.Run(_network, _latents, input, _sample, output, cancellation);
        var pixels = new float[output.Length];
        output.Read(pixels);
        return pixels;
    }

    // Each level of the decoder but one doubles the sides.
    private void RefuseOtherFactor(ComponentConfig? config)
    {
        if (config?.Count("block_out_channels") is { } blocks && 1 << (blocks - 1) != Factor)
        {
            throw _network.Misfit(
                $"{1 << (blocks - 1)} pixels a latent along each side, as the {blocks} block_out_channels of its config.json say, and "
                    + $"found {Factor}: graph and config.json are of different models");
        }
    }
}
