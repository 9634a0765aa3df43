using DiffusionCourse.Cost;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Cost;

/// <summary>The embedded model as its config.json files state it, against its weights.</summary>
[Collection(EmbeddedModelGroup.Name)]
public sealed class EmbeddedModelCostTests(EmbeddedPipeline embedded)
{
    private static readonly ModelFolder Folder = ModelFolder.Open(ModelLocator.EmbeddedModel);
    private static readonly ModelCost Cost = ModelArchitecture.Open(ModelLocator.EmbeddedModel).Count();

    [Fact]
    public void Parameters_are_those_of_the_weights()
    {
        Assert.Equal(OnnxParameters.Of(Folder.TextEncoder), Cost.TextEncoder.Parameters);
        Assert.Equal(OnnxParameters.Of(Folder.UNet), Cost.UNet.Parameters);
        Assert.Equal(OnnxParameters.Of(Folder.VaeDecoder), Cost.VaeDecoder.Parameters);
        Assert.Equal(OnnxParameters.Of(Path.Combine(Folder.FullPath, "vae_encoder", "model.onnx")), Cost.VaeEncoder!.Parameters);
    }

    [Fact]
    public void It_draws_64_pixels_and_costs_a_thousandth_of_stable_diffusion()
    {
        Assert.Equal((64, 64), (Cost.Width, Cost.Height));
        double ratio = ModelArchitecture.StableDiffusion15.Count(512, 512).UNet.GMac / Cost.UNet.GMac;
        Assert.InRange(ratio, 1000, 4000);
    }

    [Theory]
    [InlineData("dpm++2m", 3.0)]
    [InlineData("heun", 3.0)]
    [InlineData("pndm", 1.0)]
    public async Task The_evaluations_are_those_that_the_pipeline_makes(string scheduler, double guidance)
    {
        var request = new GenerationRequest(EmbeddedPipeline.Prompt) { Steps = 3, Scheduler = scheduler, GuidanceScale = guidance };
        var result = await embedded.Pipeline.GenerateAsync(request);
        Assert.Equal(result.UNetEvaluations, ModelArchitecture.Open(ModelLocator.EmbeddedModel).CostOf(request).UNetEvaluations);
    }

    [Fact]
    public void Its_guidance_scale_is_the_default()
        => Assert.Equal(Folder.Prompts.DefaultGuidanceScale, ModelArchitecture.Open(ModelLocator.EmbeddedModel).CostOf(new("")).GuidanceScale);
}
