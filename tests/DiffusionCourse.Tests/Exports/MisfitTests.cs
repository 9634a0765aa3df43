using DiffusionCourse.Models;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Exports;

/// <summary>Exports that do not fit: each is refused at load, with what was found beside what was expected.</summary>
public sealed class MisfitTests : IDisposable
{
    private static readonly ExportLayout Plain = new();
    private readonly ExportedModel _model = new(Plain);

    private string UNet => _model.PathOf("unet");

    [Fact]
    public async Task A_text_encoder_whose_batch_is_fixed_at_two()
    {
        GeneratedNetworks.TextEncoder(Plain with { Batch = 2 }).Save(_model.PathOf("text_encoder"));
        await RefusedAsync("text_encoder", "a free batch, or a batch of one", "input_ids int32[2,", "last_hidden_state float[2,");
    }

    [Fact]
    public async Task A_batch_that_is_fixed_at_three()
    {
        GeneratedNetworks.UNet(Plain with { Batch = 3 }).Save(UNet);
        await RefusedAsync("unet", "a free batch, or a batch of one or two", "sample float[3,4,height,width]");
    }

    [Fact]
    public async Task A_timestep_for_three_samples_alone()
    {
        GeneratedNetworks.UNet(Plain with { TimestepShape = [3] }).Save(UNet);
        await RefusedAsync("unet", "timestep float[3]", "a batch of one or two");
    }

    [Fact]
    public async Task A_timestep_of_bytes()
    {
        GeneratedNetworks.UNet(Plain with { Timestep = DataType.Uint8 }).Save(UNet);
        await RefusedAsync("unet", "timestep uint8[batch]", "timestep [] or [1] or [batch]");
    }

    [Fact]
    public async Task A_prediction_of_other_channels()
    {
        GeneratedNetworks.UNet(Plain, outputChannels: 5).Save(UNet);
        await RefusedAsync("unet", "(5)", "(4)", "out_sample float[batch,5,height,width]");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_inpainting_model_whether_its_channels_are_numbered_or_not(bool free)
    {
        GeneratedNetworks.UNet(Plain with { FreeChannels = free }, inputChannels: 9).Save(UNet);
        await RefusedAsync("unet", "inpainting", "(4)", "(9)", free ? "sample float[batch,channels,height,width]" : "sample float[batch,9,height,width]");
    }

    // ONNX Runtime fills up what a blocked convolution lacks with zeros, and says nothing.
    [Fact]
    public async Task A_decoder_for_more_channels_than_its_signature_tells()
    {
        GeneratedNetworks.Decoder(Plain with { FreeChannels = true }, channels: 16).Save(_model.PathOf("vae_decoder"));
        await RefusedAsync("vae_decoder", "float[batch,4,height,width]", "takes 16 channels", "latent_sample float[batch,channels,height,width]");
    }

    [Fact]
    public async Task An_encoder_in_the_decoders_place()
    {
        GeneratedNetworks.Encoder(Plain).Save(_model.PathOf("vae_decoder"));
        await RefusedAsync("vae_decoder", "latent_sample float[batch,4,height,width]", "sample float[batch,3,picture_height,picture_width]");
    }

    [Fact]
    public async Task A_decoder_that_fails_on_latents()
    {
        var graph = new OnnxGraphWriter(Plain, seed: 9);
        var x = graph.Input("latent_sample", DataType.Float, "batch", "channels", "height", "width");
        graph.Output("sample", graph.Node("Reshape", [x, graph.Constant(DataType.Int64, [4], 1, 3, 5, 7)]), DataType.Float, "batch", "c", "h", "w");
        graph.Save(_model.PathOf("vae_decoder"));
        await RefusedAsync("vae_decoder", "failed on latents of 4 x 1 x 1", "latent_sample float[batch,channels,height,width]");
    }

    [Fact]
    public async Task A_text_encoder_of_another_width_that_no_signature_tells()
    {
        File.Delete(_model.PathOf("unet/config.json"));
        var graph = GeneratedNetworks.UNet(Plain, textWidth: "width");
        graph.Save(UNet);
        GeneratedNetworks.TextEncoder(Plain, textWidth: 24).Save(_model.PathOf("text_encoder"));
        await RefusedAsync("unet", "takes 16 values a token", "gives 24");
    }

    [Fact]
    public async Task An_input_too_many()
    {
        var graph = GeneratedNetworks.UNet(Plain);
        graph.Input("time_ids", DataType.Float, "batch", 6);
        graph.Save(UNet);
        await RefusedAsync("unet", "Stable Diffusion XL", "time_ids float[batch,6]");
    }

    [Fact]
    public async Task A_condition_of_unknown_width()
    {
        var graph = GeneratedNetworks.UNet(Plain);
        graph.Input("timestep_cond", DataType.Float, "batch", "anything");
        graph.Save(UNet);
        await RefusedAsync("unet", "time_cond_proj_dim", "timestep_cond float[batch,anything]");
    }

    [Fact]
    public async Task A_text_encoder_of_another_width()
    {
        GeneratedNetworks.TextEncoder(Plain, textWidth: 24).Save(_model.PathOf("text_encoder"));
        await RefusedAsync("unet", "takes 16 values a token", "gives 24");
    }

    [Fact]
    public async Task A_decoder_of_other_fixed_sizes()
    {
        GeneratedNetworks.UNet(Plain with { FixedSizes = true }).Save(UNet);
        GeneratedNetworks.Decoder(Plain with { FixedSizes = true }, side: 16).Save(_model.PathOf("vae_decoder"));
        await RefusedAsync("vae_decoder", "takes 16 rows of latents", "gives 8");
    }

    [Fact]
    public async Task A_decoder_whose_graph_has_fewer_levels_than_its_config()
    {
        GeneratedNetworks.Decoder(Plain, twice: false).Save(_model.PathOf("vae_decoder"));
        await RefusedAsync("vae_decoder", "4 pixels a latent", "3 block_out_channels", "found 2");
    }

    [Fact]
    public async Task A_decoder_of_fixed_sizes_whose_graph_has_fewer_levels_than_its_config()
    {
        GeneratedNetworks.Decoder(Plain with { FixedSizes = true }, twice: false).Save(_model.PathOf("vae_decoder"));
        await RefusedAsync("vae_decoder", "4 pixels a latent", "found 2");
    }

    // As Olive optimises for a GPU: the processor has no such operator.
    [Fact]
    public async Task A_decoder_that_was_optimised_for_another_device()
    {
        var graph = new OnnxGraphWriter(Plain, seed: 9);
        var x = graph.Node("Transpose", [graph.Input("latent_sample", DataType.Float, "batch", 4, "height", "width")], null, ("perm", new long[] { 0, 2, 3, 1 }));
        var ones = graph.Constant(DataType.Float, [4], 1, 1, 1, 1);
        graph.Output("sample", graph.ExtensionNode("BiasAdd", x, ones, x), DataType.Float, "batch", "h", "w", "c");
        graph.Save(_model.PathOf("vae_decoder"));
        await RefusedAsync("vae_decoder", "operators that cpu does not have", "BiasAdd", "as it was before");
    }

    [Fact]
    public async Task Weights_that_are_missing_beside_the_graph()
    {
        GeneratedNetworks.UNet(Plain with { ExternalData = "weights.pb" }).Save(UNet);
        File.Delete(Path.Combine(UNet, "weights.pb"));
        await RefusedAsync("unet", "weights.pb");
    }

    public void Dispose() => _model.Dispose();

    private async Task RefusedAsync(string component, params string[] texts)
    {
        var error = await Assert.ThrowsAsync<ModelException>(() => _model.LoadAsync());
        Assert.All(texts.Prepend(_model.PathOf(component)), text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }
}
