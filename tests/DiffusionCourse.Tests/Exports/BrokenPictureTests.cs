using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Exports;

/// <summary>Networks whose numbers go wrong: the component and the step are named, and no black square is shown without a word.</summary>
public sealed class BrokenPictureTests
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 4, GuidanceScale = 3, Scheduler = "ddim" };

    [Fact]
    public async Task A_UNet_that_gives_no_numbers_is_named_with_its_step()
    {
        using var model = new ExportedModel(new() { Fault = Fault.UNetNotANumber });
        using var pipeline = await model.LoadAsync();
        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(Request));
        Assert.Contains("UNet", error.Message, StringComparison.Ordinal);
        // DDIM's timesteps are 751, 501, 251 and 1: the third is the first below 500.
        Assert.Contains("call 3 of 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("251", error.Message, StringComparison.Ordinal);
        Assert.Contains("float32", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await pipeline.GenerateAsync(Request with { Steps = 1, Scheduler = "dpm++2m" })).UNetEvaluations);
    }

    [Fact]
    public async Task A_VAE_that_overflows_in_float16_is_named_with_the_remedy()
    {
        using var model = new ExportedModel(ExportLayout.Olive with { Fault = Fault.DecoderOverflow });
        using var pipeline = await model.LoadAsync();
        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(Request));
        Assert.Contains("vae_decoder", error.Message, StringComparison.Ordinal);
        Assert.Contains("float32 export", error.Message, StringComparison.Ordinal);
        Assert.Contains("black", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_arithmetic_in_float32_draws()
    {
        using var model = new ExportedModel(new() { Fault = Fault.DecoderOverflow });
        using var pipeline = await model.LoadAsync();
        Assert.Empty((await pipeline.GenerateAsync(Request)).Notices);
    }

    [Fact]
    public async Task A_preview_that_cannot_be_decoded_names_its_call()
    {
        using var model = new ExportedModel(ExportLayout.Olive with { Fault = Fault.DecoderOverflow });
        using var pipeline = await model.LoadAsync();
        await foreach (var step in pipeline.DenoiseAsync(Request))
        {
            var error = Assert.Throws<ModelException>(step.DecodePrediction);
            Assert.Contains($"call {step.Index} of 4", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_black_picture_is_noticed()
    {
        using var model = new ExportedModel(new() { Fault = Fault.DecoderBlack });
        using var pipeline = await model.LoadAsync();
        var result = await pipeline.GenerateAsync(Request);
        Assert.Contains("black all over", Assert.Single(result.Notices), StringComparison.Ordinal);
        Assert.Contains("black all over", result.ToHtml(), StringComparison.Ordinal);
        var sweep = await pipeline.SweepAsync(Request, seeds: [1, 2]);
        Assert.Contains("black all over", Assert.Single(sweep.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encoder_that_gives_no_numbers_is_named()
    {
        using var model = new ExportedModel(new());
        var graph = new OnnxGraphWriter(new(), seed: 9);
        var x = graph.Input("sample", DataType.Float, "batch", 3, "height", "width");
        var small = graph.Node("AveragePool", [x], null, ("kernel_shape", new long[] { 4, 4 }), ("strides", new long[] { 4, 4 }));
        var none = graph.Node("Sqrt", [graph.Node("Sub", [small, graph.Constant(DataType.Float, [], 10)])]);
        graph.Output("latent_sample", graph.Node("Concat", [none, none], null, ("axis", 1L)), DataType.Float, "batch", "channels", "h", "w");
        graph.Save(model.PathOf("vae_encoder"));
        using var pipeline = await model.LoadAsync();
        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(Request with { Image = new(1, 1, [1, 2, 3]) }));
        Assert.Contains("vae_encoder", error.Message, StringComparison.Ordinal);
    }
}
