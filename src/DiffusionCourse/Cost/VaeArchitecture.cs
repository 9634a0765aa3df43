namespace DiffusionCourse.Cost;

/// <summary>
/// What a VAE's config.json states, in the terms of diffusers' AutoencoderKL; or, in <see cref="Layers"/>, one half of a VAE
/// that is a plain sequence, such as the embedded model's.
/// </summary>
public sealed partial record VaeArchitecture
{
    /// <summary>Channels of a picture that goes in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of a picture that comes out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels of the latents.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>Channels at each level, the finest first. Each level after the first halves the sides.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [];

    /// <summary>Residual blocks at each level of the encoder; the decoder has one more.</summary>
    public int LayersPerBlock { get; init; } = 1;

    /// <summary>DownEncoderBlock2D for each level.</summary>
    public IReadOnlyList<string> DownBlockTypes { get; init; } = [];

    /// <summary>UpDecoderBlock2D for each level.</summary>
    public IReadOnlyList<string> UpBlockTypes { get; init; } = [];

    /// <summary>Whether the coarsest level has self-attention. Default true.</summary>
    public bool MidBlockAddAttention { get; init; } = true;

    /// <summary>Whether a 1 x 1 convolution ends the encoder. Default true.</summary>
    public bool UseQuantConv { get; init; } = true;

    /// <summary>Whether a 1 x 1 convolution starts the decoder. Default true.</summary>
    public bool UsePostQuantConv { get; init; } = true;

    /// <summary>The layers of this half where it is a plain sequence; null for AutoencoderKL.</summary>
    public IReadOnlyList<VaeLayer>? Layers { get; init; }

    /// <summary>Pixels a latent along each side: 8 for Stable Diffusion.</summary>
    public int Factor
        => Layers is null ? 1 << (BlockOutChannels.Count - 1) : Layers.Aggregate(1, (product, layer) => product * Scale(layer));

    private static int Scale(VaeLayer layer) => layer.Type switch
    {
        VaeLayerKind.Conv => layer.Stride,
        VaeLayerKind.PixelShuffle or VaeLayerKind.PixelUnshuffle => layer.Factor,
        _ => 1,
    };
}
