using DiffusionCourse.Cost;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Cost;

/// <summary>Reading config.json files as diffusers and transformers write them, and refusing what cannot be counted.</summary>
public sealed class ArchitectureFileTests : IDisposable
{
    // The published files of Stable Diffusion 2.1, less the fields that cannot change the count.
    private const string UNet = """
        {
          "_class_name": "UNet2DConditionModel", "_diffusers_version": "0.10.0.dev0", "act_fn": "silu", "attention_head_dim": [5, 10, 20, 20],
          "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 1024,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
          "downsample_padding": 1, "dual_cross_attention": false, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4,
          "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 32, "num_class_embeds": null,
          "only_cross_attention": false, "out_channels": 4, "sample_size": 96,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
          "use_linear_projection": true, "upcast_attention": true
        }
        """;

    private const string Text = """
        {
          "architectures": ["CLIPTextModel"], "hidden_act": "gelu", "hidden_size": 1024, "intermediate_size": 4096,
          "max_position_embeddings": 77, "model_type": "clip_text_model", "num_attention_heads": 16, "num_hidden_layers": 23,
          "projection_dim": 512, "torch_dtype": "float32", "vocab_size": 49408
        }
        """;

    private const string Vae = """
        {
          "_class_name": "AutoencoderKL", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
          "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
          "in_channels": 3, "latent_channels": 4, "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3, "sample_size": 768,
          "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("vae")]
    [InlineData("vae_decoder")]
    public void Published_files_give_the_published_model(string vae)
    {
        Write("unet", UNet);
        Write("text_encoder", Text);
        Write(vae, Vae);
        var cost = ModelArchitecture.Open(_folder.Path).Count();
        var known = ModelArchitecture.StableDiffusion21.Count();
        Assert.Equal(known.UNet.Total, cost.UNet.Total);
        Assert.Equal(known.TextEncoder.Total, cost.TextEncoder.Total);
        Assert.Equal(known.VaeDecoder.Total, cost.VaeDecoder.Total);
        Assert.Equal(vae == "vae", cost.VaeEncoder is not null);
        Assert.Equal((768, 768), (cost.Width, cost.Height));
    }

    [Theory]
    [InlineData(859_520_964, "sd15")]
    [InlineData(865_910_724, "sd21")]
    [InlineData(1_000_000, null)]
    public void An_export_without_descriptions_is_known_by_its_parameters(long parameters, string? name)
    {
        var unet = Path.Combine(_folder.Path, "unet");
        Directory.CreateDirectory(unet);
        File.WriteAllBytes(Path.Combine(unet, "model.onnx"), new OnnxGraphBuilder().Initializer("weights", OnnxElementType.Float, [], parameters).ToModel());
        if (name is null)
        {
            Assert.Contains("config.json", Assert.Throws<ModelException>(() => ModelArchitecture.Open(_folder.Path)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(ModelArchitecture.Open(name).Count(512, 512).UNet.Total, ModelArchitecture.Open(_folder.Path).Count().UNet.Total);
        }
    }

    [Theory]
    [InlineData("SDXL", "sdxl")]
    [InlineData("stable-diffusion-v1-5", "sd15")]
    [InlineData("stable-diffusion-v1-5/stable-diffusion-v1-5", "sd15")]
    [InlineData("stabilityai/stable-diffusion-2-1", "sd21")]
    [InlineData("stabilityai/stable-diffusion-xl-base-1.0", "sdxl")]
    [InlineData("stabilityai/stable-diffusion-3-medium", "sd3")]
    [InlineData("black-forest-labs/FLUX.1-dev", "flux1")]
    public void Published_names_need_no_files(string published, string name) => Assert.Equal(name, ModelArchitecture.Open(published).Name);

    [Fact]
    public void The_embedded_scale_of_a_consistency_model_adds_a_linear_layer()
    {
        var plain = new UNetArchitecture { CrossAttentionDim = 768 };
        Assert.Equal(256 * 320, (plain with { TimeCondProjDim = 256 }).Count(64, 64, 77).Parameters - plain.Count(64, 64, 77).Parameters);
    }

    // One column less in the first of the embedding's layers, a row and a column in the second, a column in each of the 22 residual blocks.
    [Fact]
    public void The_width_of_the_embedded_timestep_is_four_times_the_finest_channels_or_what_is_stated()
    {
        var plain = new UNetArchitecture { CrossAttentionDim = 768 };
        var usual = plain.Count(64, 64, 77).Parameters;
        Assert.Equal(usual, (plain with { TimeEmbeddingDim = 1280 }).Count(64, 64, 77).Parameters);
        var taken = usual - (plain with { TimeEmbeddingDim = 1279 }).Count(64, 64, 77).Parameters;
        Assert.Equal(320 + 1 + 1280 + 1279 + 1 + 5 * 320 + 5 * 640 + 12 * 1280, taken);
    }

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "unet", "\"CrossAttnDownBlock2D\", \"DownBlock2D\"", "\"AttnDownBlock2D\", \"DownBlock2D\"", "AttnDownBlock2D" },
        { "unet", "\"num_class_embeds\": null", "\"num_class_embeds\": 1000", "num_class_embeds" },
        { "unet", "\"num_class_embeds\": null", "\"time_embedding_dim\": 0", "time_embedding_dim" },
        { "unet", "[320, 640, 1280, 1280]", "[320, 640, 1280]", "down_block_types has 4 entries" },
        { "unet", "[320, 640, 1280, 1280]", "[320, 640, 1280, -1]", "block_out_channels is -1" },
        { "unet", "[320, 640, 1280, 1280]", "null", "block_out_channels" },
        { "unet", "\"layers_per_block\": 2", "\"layers_per_block\": \"two\"", "layers_per_block" },
        { "unet", "[5, 10, 20, 20]", "[5, 10]", "attention_head_dim" },
        { "unet", "\"layers_per_block\": 2", "\"layers_per_block\": 2000000000", "1 to 100" },
        { "unet", "\"sample_size\": 96", "\"transformer_layers_per_block\": 101", "1 to 100" },
        { "unet", "\"act_fn\": \"silu\",", "\"act_fn\": ", "not valid JSON" },
        { "text_encoder", "clip_text_model", "t5", "t5" },
        { "vae", "\"up_block_types\"", "\"other\"", "up_block_types" },
        { "vae", "block_types\"", "other\"", "nor layers" },
        { "vae", "\"sample_size\": 768", "\"layers\": []", "layers has 0 entries" },
        { "vae", "\"sample_size\": 768", "\"layers\": [{\"type\": \"attention\"}]", "layers" },
        { "vae", "\"sample_size\": 768", "\"layers\": [{\"type\": \"conv\"}]", "out_channels is 0" },
        { "vae", "\"sample_size\": 768", "\"layers\": [{\"type\": \"pixel_shuffle\", \"factor\": 65}]", "more than 64" },
        { "text_encoder", "\"num_hidden_layers\": 23", "\"num_hidden_layers\": 0", "num_hidden_layers is 0" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_description_that_cannot_be_counted_is_refused_with_its_file(string component, string from, string to, string expected)
    {
        foreach (var (name, content) in new[] { ("unet", UNet), ("text_encoder", Text), ("vae", Vae) })
        {
            Write(name, name == component ? content.Replace(from, to, StringComparison.Ordinal) : content);
        }

        var error = Assert.Throws<ModelException>(() => ModelArchitecture.Open(_folder.Path));
        Assert.Contains(Path.Combine(_folder.Path, component, "config.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_do_not_fit_together_are_refused()
    {
        var shuffle = new VaeArchitecture { Layers = [new() { Type = VaeLayerKind.PixelShuffle, Factor = 4 }] };
        Assert.Contains("multiple of 16", Assert.Throws<ArgumentException>(() => shuffle.CountDecoder(8, 8)).Message, StringComparison.Ordinal);
        var wide = new VaeArchitecture { Layers = [new() { Type = VaeLayerKind.Conv, OutChannels = 5 }] };
        Assert.Contains("must end with 3", Assert.Throws<ArgumentException>(() => wide.CountDecoder(8, 8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_do_not_belong_together_are_refused()
    {
        var mixed = ModelArchitecture.StableDiffusion15 with { TextEncoders = ModelArchitecture.StableDiffusion21.TextEncoders };
        Assert.Contains("1024", Assert.Throws<ArgumentException>(() => mixed.Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_remedy()
    {
        Write("unet", UNet);
        var error = Assert.Throws<ModelException>(() => ModelArchitecture.Open(_folder.Path));
        Assert.Contains(Path.Combine("text_encoder", "config.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains("sd15, sd21, sdxl, sd3, flux1", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string component, string json)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, component));
        File.WriteAllText(Path.Combine(_folder.Path, component, "config.json"), json);
    }
}
