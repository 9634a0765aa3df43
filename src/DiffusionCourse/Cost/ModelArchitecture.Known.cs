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
            new() { Architectures = ["CLIPTextModelWithProjection"], HiddenSize = 1280, IntermediateSize = 5120, NumHiddenLayers = 32, NumAttentionHeads = 20, ProjectionDim = 1280 },
        ],
        VaeDecoder = StableDiffusionVae,
        VaeEncoder = StableDiffusionVae,
        DefaultGuidanceScale = 5,
    };

    /// <summary>The last part of the names under which weights of <see cref="Known"/> are published.</summary>
    private static readonly Dictionary<string, string> PublishedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["stable-diffusion-v1-4"] = "sd15",
        ["stable-diffusion-v1-5"] = "sd15",
        ["stable-diffusion-1.5"] = "sd15",
        ["stable-diffusion-2-1"] = "sd21",
        ["stable-diffusion-xl-base-1.0"] = "sdxl",
    };

    /// <summary>The architectures that need no files.</summary>
    public static IReadOnlyList<ModelArchitecture> Known { get; } = [StableDiffusion15, StableDiffusion21, StableDiffusionXL];
}
