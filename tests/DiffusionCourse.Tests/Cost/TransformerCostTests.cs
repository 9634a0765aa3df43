using DiffusionCourse.Cost;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Cost;

/// <summary>
/// Counts of models whose denoiser is a transformer. Their makers announce 2 and 12 billion parameters; the exact numbers here were
/// added up by hand from the layers, and two bytes for each are the sizes of the published files.
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

    [Fact]
    public void Without_its_embedded_guidance_scale_flux_is_smaller_by_two_layers()
    {
        var told = ModelArchitecture.Flux1.Transformer!;
        Assert.Equal((257L * 3072) + (3073L * 3072), told.Count(128, 128).Parameters - (told with { GuidanceEmbeds = false }).Count(128, 128).Parameters);
    }

    [Fact]
    public void Text_encoders_have_the_parameters_of_clip_and_t5()
    {
        const long ClipL = 123_060_480, ClipG = 694_659_840, T5 = 4_762_310_656;
        Assert.Equal(ClipL + (768 * 768) + ClipG + T5, StableDiffusion3.TextEncoder.Parameters);
        Assert.Equal(ClipL + T5, Flux.TextEncoder.Parameters);
    }

    [Fact]
    public void The_vae_of_sixteen_channels_differs_in_its_outer_convolutions_alone()
        => Assert.Equal(83_819_683, Flux.VaeDecoder.Parameters + Flux.VaeEncoder!.Parameters);

    /// <summary>Two products for each pair of tokens, in every block.</summary>
    [Fact]
    public void Joint_attention_runs_over_the_tokens_of_picture_and_text()
    {
        long tokens = (64 * 64) + 333;
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
