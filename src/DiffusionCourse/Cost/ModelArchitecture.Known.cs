using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Cost;

/// <content>Architectures that need no files, from the config.json files of the published weights.</content>
public sealed partial record ModelArchitecture
{
    private static readonly VaeArchitecture StableDiffusionVae = new()
    {
        BlockOutChannels = [128, 256, 512, 512],
        LayersPerBlock = 2,
        DownBlockTypes = ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
        UpBlockTypes = ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"],
    };

    private static readonly VaeArchitecture SixteenChannelVae =
        StableDiffusionVae with { LatentChannels = 16, UseQuantConv = false, UsePostQuantConv = false };

    private static readonly SchedulerConfig FlowMatching =
        new() { ClassName = "FlowMatchEulerDiscreteScheduler", NumTrainTimesteps = 1000, Shift = 3 };

    private static readonly TextEncoderArchitecture ClipG = new()
    {
        Architectures = ["CLIPTextModelWithProjection"], HiddenSize = 1280, IntermediateSize = 5120, NumHiddenLayers = 32,
        NumAttentionHeads = 20, ProjectionDim = 1280,
    };

    /// <summary>Stable Diffusion 1.5, trained at 512 x 512: "sd15".</summary>
    public static ModelArchitecture StableDiffusion15 { get; } = new()
    {
        Name = "sd15",
        UNet = new() { CrossAttentionDim = 768 },
        TextEncoders = [new()],
        VaeDecoder = StableDiffusionVae,
        VaeEncoder = StableDiffusionVae,
    };

    /// <summary>Stable Diffusion 2.1, trained at 768 x 768: "sd21".</summary>
    public static ModelArchitecture StableDiffusion21 { get; } = new()
    {
        Name = "sd21",
        UNet = new() { SampleSize = 96, CrossAttentionDim = 1024, AttentionHeadDim = [5, 10, 20, 20], UseLinearProjection = true },
        TextEncoders = [new() { HiddenSize = 1024, IntermediateSize = 4096, NumHiddenLayers = 23, NumAttentionHeads = 16 }],
        VaeDecoder = StableDiffusionVae,
        VaeEncoder = StableDiffusionVae,
    };

    /// <summary>Stable Diffusion XL base, trained at 1024 x 1024: "sdxl". Its two text encoders are counted together.</summary>
    public static ModelArchitecture StableDiffusionXL { get; } = new()
    {
        Name = "sdxl",
        UNet = new()
        {
            SampleSize = 128,
            BlockOutChannels = [320, 640, 1280],
            DownBlockTypes = ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
            UpBlockTypes = ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
            CrossAttentionDim = 2048,
            AttentionHeadDim = [5, 10, 20],
            TransformerLayersPerBlock = [1, 2, 10],
            UseLinearProjection = true,
            AdditionEmbedType = "text_time",
            ProjectionClassEmbeddingsInputDim = 2816,
        },
        TextEncoders =
        [
            new(),
            ClipG,
        ],
        VaeDecoder = StableDiffusionVae,
        VaeEncoder = StableDiffusionVae,
        DefaultGuidanceScale = 5,
    };

    /// <summary>
    /// Stable Diffusion 3 medium, trained at 1024 x 1024: "sd3". From the config.json files of stable-diffusion-3-medium-diffusers.
    /// Its three text encoders are counted together. 28 steps and w = 7 are those of its model card's example.
    /// </summary>
    public static ModelArchitecture StableDiffusion3Medium { get; } = new()
    {
        Name = "sd3",
        Transformer = new(),
        TextEncoders = [new() { Architectures = ["CLIPTextModelWithProjection"] }, ClipG],
        T5Encoder = new(),
        VaeDecoder = SixteenChannelVae,
        VaeEncoder = SixteenChannelVae,
        SchedulerConfig = FlowMatching,
        DefaultGuidanceScale = 7,
        DefaultSteps = 28,
        DefaultScheduler = "flow-euler",
    };

    /// <summary>
    /// FLUX.1-dev, trained at about one megapixel: "flux1". From the config.json files of FLUX.1-dev. It is told the guidance scale and
    /// guides by itself, so a call is one evaluation.
    /// </summary>
    public static ModelArchitecture Flux1 { get; } = new()
    {
        Name = "flux1",
        Transformer = new()
        {
            InChannels = 64,
            OutChannels = 64,
            PatchSize = 1,
            Packing = 2,
            NumLayers = 19,
            NumSingleLayers = 38,
            AttentionHeadDim = 128,
            PooledProjectionDim = 768,
            GuidanceEmbeds = true,
            NormalizesQueriesAndKeys = true,
            TextTokens = 512,
        },
        TextEncoders = [new()],
        T5Encoder = new() { Tokens = 512 },
        VaeDecoder = SixteenChannelVae,
        VaeEncoder = SixteenChannelVae,
        SchedulerConfig =
            FlowMatching with { UseDynamicShifting = true, BaseShift = 0.5, MaxShift = 1.15, BaseImageSeqLen = 256, MaxImageSeqLen = 4096 },
        DefaultGuidanceScale = 3.5,
        DefaultSteps = 50,
        DefaultScheduler = "flow-euler",
    };

    /// <summary>The last part of the names under which weights of <see cref="Known"/> are published.</summary>
    private static readonly Dictionary<string, string> PublishedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["stable-diffusion-v1-4"] = "sd15",
        ["stable-diffusion-v1-5"] = "sd15",
        ["stable-diffusion-1.5"] = "sd15",
        ["stable-diffusion-2-1"] = "sd21",
        ["stable-diffusion-xl-base-1.0"] = "sdxl",
        ["stable-diffusion-3-medium"] = "sd3",
        ["stable-diffusion-3-medium-diffusers"] = "sd3",
        ["FLUX.1-dev"] = "flux1",
    };

    /// <summary>The architectures that need no files.</summary>
    public static IReadOnlyList<ModelArchitecture> Known { get; } =
        [StableDiffusion15, StableDiffusion21, StableDiffusionXL, StableDiffusion3Medium, Flux1];
}
