namespace DiffusionCourse.Cost;

/// <summary>
/// What the config.json of a multimodal diffusion transformer states, in the terms of diffusers' SD3Transformer2DModel and
/// FluxTransformer2DModel: tokens of the picture and of the text attend to each other in one joint attention (Esser et al. 2024,
/// arXiv:2403.03206, section 4 and figure 2). Defaults: Stable Diffusion 3 medium.
/// </summary>
public sealed partial record JointTransformerArchitecture
{
    /// <summary>Side of the latents that the model was trained on.</summary>
    public int SampleSize { get; init; } = 128;

    /// <summary>Channels that go in at each position.</summary>
    public int InChannels { get; init; } = 16;

    /// <summary>Channels that come out at each position.</summary>
    public int OutChannels { get; init; } = 16;

    /// <summary>Side of the square of positions that makes one token, by a convolution in the network.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>
    /// Side of the square of latents that is laid into the channels of one position before the network: 2 in FLUX.1, else 1.
    /// </summary>
    public int Packing { get; init; } = 1;

    /// <summary>Blocks in which picture and text have weights of their own.</summary>
    public int NumLayers { get; init; } = 24;

    /// <summary>
    /// Blocks after these in which both share their weights, with attention and feed-forward side by side: 38 in FLUX.1, else 0.
    /// </summary>
    public int NumSingleLayers { get; init; }

    /// <summary>Width of a head of attention.</summary>
    public int AttentionHeadDim { get; init; } = 64;

    /// <summary>Heads of attention.</summary>
    public int NumAttentionHeads { get; init; } = 24;

    /// <summary>Width of an embedding of the text as it comes in.</summary>
    public int JointAttentionDim { get; init; } = 4096;

    /// <summary>Width of the pooled text, which enters with the timestep.</summary>
    public int PooledProjectionDim { get; init; } = 2048;

    /// <summary>
    /// Whether the guidance scale enters with the timestep, as in FLUX.1-dev: such a model guides by itself, in one evaluation a call.
    /// </summary>
    public bool GuidanceEmbeds { get; init; }

    /// <summary>Whether queries and keys are normalised by their root mean square before their product: in FLUX.1.</summary>
    public bool NormalizesQueriesAndKeys { get; init; }

    /// <summary>
    /// Whether the last block of <see cref="NumLayers"/> drops the text after attention, as nothing reads it: in Stable Diffusion 3.
    /// </summary>
    public bool LastBlockDropsText => NumSingleLayers == 0;

    /// <summary>Tokens of a prompt with their padding: 77 of CLIP and 256 of T5 in Stable Diffusion 3, 512 of T5 in FLUX.1-dev.</summary>
    public int TextTokens { get; init; } = 333;

    /// <summary>Width inside the network.</summary>
    public int HiddenSize => NumAttentionHeads * AttentionHeadDim;

    /// <summary>Sides of the latents must be a multiple of this.</summary>
    public int Downsampling => PatchSize * Packing;
}
