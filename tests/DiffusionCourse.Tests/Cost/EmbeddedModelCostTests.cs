using DiffusionCourse.Cost;
using DiffusionCourse.Models;

namespace DiffusionCourse.Tests.Cost;

/// <summary>The embedded model as its config.json files state it, against its weights.</summary>
public sealed class EmbeddedModelCostTests
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
    public void It_draws_128_pixels_and_costs_a_thousandth_of_stable_diffusion()
    {
        Assert.Equal((128, 128), (Cost.Width, Cost.Height));
        var ratio = ModelArchitecture.StableDiffusion15.Count(512, 512).UNet.GMac / Cost.UNet.GMac;
        Assert.InRange(ratio, 1000, 4000);
    }

    [Fact]
    public void Its_guidance_scale_is_the_default()
        => Assert.Equal(Folder.Prompts.DefaultGuidanceScale, ModelArchitecture.Open(ModelLocator.EmbeddedModel).CostOf(new("")).GuidanceScale);
}
