using System.Text.Json.Serialization;

namespace DiffusionCourse.Cost;

/// <summary>Layers of a VAE half that is a plain sequence; config.json writes the names in snake case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VaeLayerKind>))]
public enum VaeLayerKind
{
    /// <summary>A convolution with bias: "conv".</summary>
    [JsonStringEnumMemberName("conv")]
    Conv,

    /// <summary>A residual block of two 3 x 3 convolutions: "resnet".</summary>
    [JsonStringEnumMemberName("resnet")]
    Resnet,

    /// <summary>A group norm: "norm".</summary>
    [JsonStringEnumMemberName("norm")]
    Norm,

    /// <summary>The activation x sigmoid(x): "silu".</summary>
    [JsonStringEnumMemberName("silu")]
    Silu,

    /// <summary>Channels become pixels (Shi et al. 2016): "pixel_shuffle".</summary>
    [JsonStringEnumMemberName("pixel_shuffle")]
    PixelShuffle,

    /// <summary>Pixels become channels: "pixel_unshuffle".</summary>
    [JsonStringEnumMemberName("pixel_unshuffle")]
    PixelUnshuffle,
}
