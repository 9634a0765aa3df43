namespace DiffusionCourse.Cost;

/// <summary>
/// One layer of a VAE half that is a plain sequence, as the "layers" of its config.json state it. It keeps the channels unless its kind
/// says otherwise.
/// </summary>
public sealed record VaeLayer
{
    /// <summary>What the layer does.</summary>
    public VaeLayerKind Type { get; init; }

    /// <summary>Channels that a <see cref="VaeLayerKind.Conv"/> gives.</summary>
    public int OutChannels { get; init; }

    /// <summary>Side of a convolution's kernel. Default 3.</summary>
    public int KernelSize { get; init; } = 3;

    /// <summary>Stride of a convolution. Default 1.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>How many pixels a shuffle makes of one along each side, or takes together. Default 2.</summary>
    public int Factor { get; init; } = 2;
}
