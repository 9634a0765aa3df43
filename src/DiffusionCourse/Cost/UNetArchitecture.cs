using System.Text.Json;
using System.Text.Json.Serialization;

namespace DiffusionCourse.Cost;

/// <summary>
/// What a UNet's config.json states, in the terms of diffusers' UNet2DConditionModel, whose defaults these are too. The
/// properties from <see cref="SkipConnections"/> on are the course's own: they describe smaller UNets such as the embedded model's.
/// </summary>
public sealed partial record UNetArchitecture
{
    /// <summary>Side of the latents that the model was trained on.</summary>
    public int SampleSize { get; init; } = 64;

    /// <summary>Channels of the latents.</summary>
    public int InChannels { get; init; } = 4;

    /// <summary>Channels of the prediction.</summary>
    public int OutChannels { get; init; } = 4;

    /// <summary>Channels at each level, the finest first. Each level after the first halves the sides.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    /// <summary>Residual blocks at each level on the way down.</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>DownBlock2D or CrossAttnDownBlock2D for each level.</summary>
    public IReadOnlyList<string> DownBlockTypes { get; init; } =
        ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"];

    /// <summary>The block at the bottom: UNetMidBlock2DCrossAttn.</summary>
    public string MidBlockType { get; init; } = "UNetMidBlock2DCrossAttn";

    /// <summary>UpBlock2D or CrossAttnUpBlock2D for each level, the coarsest first.</summary>
    public IReadOnlyList<string> UpBlockTypes { get; init; } =
        ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"];

    /// <summary>Width of a text embedding.</summary>
    public int CrossAttentionDim { get; init; } = 1280;

    /// <summary>Heads of attention at each level (one value serves all), which diffusers calls attention_head_dim.</summary>
    [JsonConverter(typeof(OneOrMoreConverter))]
    public IReadOnlyList<int> AttentionHeadDim { get; init; } = [8];

    /// <summary>Transformer blocks after each residual block, for each level (one value serves all): 1, 2 and 10 in SDXL.</summary>
    [JsonConverter(typeof(OneOrMoreConverter))]
    public IReadOnlyList<int> TransformerLayersPerBlock { get; init; } = [1];

    /// <summary>
    /// Whether a transformer's outer projections are linear layers (Stable Diffusion 2, SDXL) or 1 x 1 convolutions (1.5).
    /// </summary>
    public bool UseLinearProjection { get; init; }

    /// <summary>"text_time" where the pooled text and the picture's size are embedded too (SDXL); null for nothing.</summary>
    public string? AdditionEmbedType { get; init; }

    /// <summary>Width of what is embedded with the timestep: 2816 in SDXL.</summary>
    public int? ProjectionClassEmbeddingsInputDim { get; init; }

    /// <summary>Width of the embedded timestep; null for four times the channels of the finest level, as diffusers has it.</summary>
    public int? TimeEmbeddingDim { get; init; }

    /// <summary>Width of the embedded guidance scale in consistency models (LCM): 256. Null for none.</summary>
    public int? TimeCondProjDim { get; init; }

    /// <summary>
    /// "all": a skip connection from the first convolution, every layer and every downsampling, so one layer more at each level
    /// on the way up, as in diffusers. "layers": from the layers alone, and equally many layers up and down.
    /// </summary>
    public string SkipConnections { get; init; } = "all";

    /// <summary>
    /// Whether the convolution after upsampling already goes to the next level's channels. Default false, as in diffusers.
    /// </summary>
    public bool UpsampleToNext { get; init; }

    /// <summary>Whether a transformer starts with a projection. Default true, as in diffusers.</summary>
    public bool TransformerProjIn { get; init; } = true;

    /// <summary>The feed-forward layer: "geglu" (default) or "gelu".</summary>
    public string FeedForwardAct { get; init; } = "geglu";

    /// <summary>Hidden channels of the feed-forward layer for each channel. Default 4.</summary>
    public int FeedForwardMult { get; init; } = 4;

    /// <summary>Sides of the latents must be a multiple of this.</summary>
    public int Downsampling => 1 << (BlockOutChannels.Count - 1);
}

/// <summary>Reads 8 as well as [5, 10, 20]: diffusers writes either.</summary>
internal sealed class OneOrMoreConverter : JsonConverter<IReadOnlyList<int>>
{
    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Number ? [reader.GetInt32()] : JsonSerializer.Deserialize<int[]>(ref reader, options)!;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, value.ToArray(), options);
}
