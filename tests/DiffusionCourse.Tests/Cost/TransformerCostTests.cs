using DiffusionCourse.Cost;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Cost;

/// <summary>
/// Counts of models whose denoiser is a transformer. Their makers announce 2 and 12 billion parameters and publish no exact number; the
/// exact ones here were added up by hand from the layers of the published config.json files, and agree with the sizes of the published files.
/// </summary>
public sealed class TransformerCostTests
{
    private static readonly ModelCost StableDiffusion3 = ModelArchitecture.StableDiffusion3Medium.Count();
    private static readonly ModelCost Flux = ModelArchitecture.Flux1.Count();

    [Fact]
    public void Stable_diffusion_3_medium_has_two_billion_parameters()
    {
        Assert.Equal(2_028_328_000, StableDiffusion3.UNet.Parameters);
        Assert.Equal("transformer", StableDiffusion3.UNet.Name);
        Assert.Equal((1024, 1024), (StableDiffusion3.Width, StableDiffusion3.Height));
    }

    [Fact]
    public void Flux_has_twelve_billion_parameters() => Assert.Equal(11_901_408_320, Flux.UNet.Parameters);

    /// <summary>Sizes as the pages of the files state them, in gigabytes, at two bytes a parameter; Stable Diffusion 3's holds its table of positions, too.</summary>
    [Fact]
    public void Two_bytes_for_each_parameter_are_the_published_files()
    {
        const long positions = 192 * 192 * 1536;
        Assert.Equal(4.17, Gigabytes(StableDiffusion3.UNet.Parameters + positions), 0.005);
        Assert.Equal(23.8, Gigabytes(Flux.UNet.Parameters), 0.05);
        Assert.Equal(9.52, Gigabytes(new T5EncoderArchitecture().Count().Parameters), 0.01);
        Assert.Equal(0.168, Gigabytes(Flux.VaeDecoder.Parameters + Flux.VaeEncoder!.Parameters), 0.0005);

        static double Gigabytes(long parameters) => 2e-9 * parameters;
    }

    [Fact]
    public void They_are_sampled_along_the_velocity_of_a_straight_path() => Assert.All(
        [ModelArchitecture.StableDiffusion3Medium, ModelArchitecture.Flux1],
        model => Assert.Equal("FlowMatchEulerDiscreteScheduler", model.SchedulerConfig.ClassName));

    [Fact]
    public void Without_its_embedded_guidance_scale_flux_is_smaller_by_two_layers()
    {
        var told = ModelArchitecture.Flux1.Transformer!;
        Assert.Equal(257L * 3072 + 3073L * 3072, told.Count(128, 128).Parameters - (told with { GuidanceEmbeds = false }).Count(128, 128).Parameters);
    }

    [Fact]
    public void Text_encoders_have_the_parameters_of_clip_and_t5()
    {
        const long ClipL = 123_060_480, ClipG = 694_659_840, T5 = 4_762_310_656;
        Assert.Equal(ClipL + 768 * 768 + ClipG + T5, StableDiffusion3.TextEncoder.Parameters);
        Assert.Equal(ClipL + T5, Flux.TextEncoder.Parameters);
    }

    [Fact]
    public void The_vae_of_sixteen_channels_differs_in_its_outer_convolutions_alone()
        => Assert.Equal(83_819_683, Flux.VaeDecoder.Parameters + Flux.VaeEncoder!.Parameters);

    /// <summary>Two products for each pair of tokens, in every block.</summary>
    [Fact]
    public void Joint_attention_runs_over_the_tokens_of_picture_and_text()
    {
        long tokens = 64 * 64 + 333;
        Assert.Equal(24 * 2 * tokens * tokens * 1536, StableDiffusion3.UNet[OperationKind.SelfAttention].MultiplyAccumulates);
        Assert.Equal(57 * 2 * (4096L + 512) * (4096 + 512) * 3072, Flux.UNet[OperationKind.SelfAttention].MultiplyAccumulates);
        Assert.Equal(0, Flux.UNet[OperationKind.CrossAttention].MultiplyAccumulates);
    }

    [Fact]
    public void A_model_that_is_told_the_guidance_scale_is_evaluated_once_a_call()
    {
        Assert.Equal(28, ModelArchitecture.Flux1.CostOf(Request(ModelArchitecture.Flux1)).UNetEvaluations);
        Assert.Equal(56, ModelArchitecture.StableDiffusion3Medium.CostOf(Request(ModelArchitecture.StableDiffusion3Medium)).UNetEvaluations);

        static GenerationRequest Request(ModelArchitecture model) => new("a cat") { Steps = 28, Scheduler = model.DefaultScheduler };
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(8)]
    public void A_side_that_makes_no_whole_tokens_is_refused(int side)
        => Assert.Contains("16", Assert.Throws<ArgumentException>(() => ModelArchitecture.Flux1.Count(side, 1024)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_has_one_denoiser()
    {
        var none = ModelArchitecture.StableDiffusion15 with { UNet = null };
        var both = ModelArchitecture.StableDiffusion15 with { Transformer = new() };
        Assert.All([none, both], model => Assert.Contains("one denoiser", Assert.Throws<ArgumentException>(() => model.Count()).Message, StringComparison.Ordinal));
    }
}
