using System.Buffers;
using System.Numerics.Tensors;
using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>The VAE decoder: latents to a picture, whole or in tiles.</summary>
internal sealed class VaeDecoderModel : IDisposable
{
    /// <summary>What diffusers takes where config.json states nothing: Stable Diffusion v1's value.</summary>
    public const double StableDiffusionScalingFactor = 0.18215;

    // Of a picture of 1024 x 1024, in three colours.
    private const int MostPixelsKept = 3 << 20;
    private readonly Network _network;
    private readonly TensorSignature _latents;
    private readonly TensorSignature _sample;
    private VaeDecoderBuffers? _idle;

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
    /// <param name="read">Given 3 x (height * <see cref="Factor"/>) x (width * <see cref="Factor"/>) pixels: all of red, then green, then
    /// blue. They are overwritten by the next picture.</param>
    /// <param name="cancellation">Stops inside the native call.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="ModelException">The graph failed, gave pixels that are not finite, or memory did not suffice for any
    /// tile.</exception>
    public T Decode<T>(
        ReadOnlyMemory<float> latents, int height, int width, Func<ReadOnlySpan<float>, T> read, CancellationToken cancellation)
    {
        T ReadFinite(ReadOnlySpan<float> pixels) => TensorPrimitives.IsFiniteAll(pixels) ? read(pixels) : throw NotFinite();
        return Tiles.Run(height, width, Factor, IsFixed, "decode", tile => Math.Max(height, width) <= tile
            ? RunGraph(latents.Span, height, width, ReadFinite, cancellation)
            : ReadFinite(new TiledRun(Channels, 1, 3, Factor).Over(
                latents.Span, height, width, tile,
                (part, rows, columns) => RunGraph(part, rows, columns, pixels => pixels.ToArray(), cancellation))));
    }

    public void Dispose()
    {
        _idle?.Dispose();
        _network.Dispose();
    }

    private T RunGraph<T>(
        ReadOnlySpan<float> latents, int height, int width, Func<ReadOnlySpan<float>, T> read, CancellationToken cancellation)
    {
        var buffers = Rent(height, width);
        try
        {
            Scale(latents, buffers.Latents);
            VaeGraph.Run(_network, _latents, buffers.Latents, _sample, buffers.Pixels, cancellation);
            return read(buffers.ReadPixels());
        }
        finally
        {
            Return(buffers);
        }
    }

    private void Scale(ReadOnlySpan<float> latents, TensorBuffer input)
    {
        var scaled = ArrayPool<float>.Shared.Rent(latents.Length);
        var values = scaled.AsSpan(0, latents.Length);
        TensorPrimitives.Divide(latents, (float)ScalingFactor, values);
        if (ShiftFactor != 0)
        {
            TensorPrimitives.Add(values, (float)ShiftFactor, values);
        }

        input.Write(values);
        ArrayPool<float>.Shared.Return(scaled);
    }

    // Callers side by side have buffers of their own; one set is kept for the next picture.
    private VaeDecoderBuffers Rent(int height, int width)
    {
        var idle = Interlocked.Exchange(ref _idle, null);
        if (idle?.AreFor(height, width) == true)
        {
            return idle;
        }

        idle?.Dispose();
        return new(
            TensorBuffer.Create(_latents, 1, Channels, height, width),
            TensorBuffer.Create(_sample, 1, 3, (long)height * Factor, (long)width * Factor));
    }

    private void Return(VaeDecoderBuffers buffers)
    {
        var kept = buffers.Pixels.Length <= MostPixelsKept ? buffers : null;
        Interlocked.Exchange(ref _idle, kept)?.Dispose();
        if (kept is null)
        {
            buffers.Dispose();
        }
    }

    private ModelException NotFinite() => new(
        $"The VAE decoder '{_network.Location}' gave pixels that are not finite, which would show as black. A float16 VAE "
            + "overflows on some pictures: put the float32 export of vae_decoder into the model's folder.");

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
