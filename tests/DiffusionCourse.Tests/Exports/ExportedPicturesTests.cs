using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Exports;

/// <summary>What an export has beside text to image: an encoder of either kind, a small decoder for previews, other names of files.</summary>
public sealed class ExportedPicturesTests
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 4, GuidanceScale = 3 };

    [Fact]
    public async Task Mean_and_variance_or_latents_give_the_same_start()
    {
        var image = new DiffusionCourse.Imaging.RgbImage(2, 2, [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]);
        var encoded = new float[2][];
        foreach (var (i, output) in new[] { EncoderOutput.LatentSample, EncoderOutput.LatentParameters }.Index())
        {
            using var model = new ExportedModel(new() { Encoder = output });
            using var pipeline = await model.LoadAsync();
            encoded[i] = [.. pipeline.Encode(image)];
            Assert.Equal(4, (await pipeline.GenerateAsync(Request with { Image = image, Strength = 0.5 })).UNetEvaluations);
        }

        Assert.Equal(ExportedModel.Channels * ExportedModel.LatentSide * ExportedModel.LatentSide, encoded[0].Length);
        Assert.Equal(encoded[0], encoded[1]);
    }

    [Fact]
    public async Task A_picture_is_encoded_once_for_all_that_start_from_it()
    {
        using var model = new ExportedModel(new());
        var encoded = 0;
        using var pipeline = await model.LoadAsync(new()
        {
            DeviceOverride = DiffusionCourse.Inference.InferenceDevice.Choose(DeviceChoice.Cpu) with { RefusesMemory = Count },
            Arrangement = DiffusionCourse.Inference.GuidanceArrangement.BatchOfTwo,
        });
        var image = new DiffusionCourse.Imaging.RgbImage(2, 1, [255, 0, 0, 0, 255, 0]);
        var request = Request with { Image = image, Strength = 0.5 };
        await pipeline.GenerateManyAsync(request, 3);
        await pipeline.GenerateAsync(request);
        Assert.Equal(1, encoded);
        await pipeline.GenerateAsync(request with { Width = 2 * ExportedModel.Side });
        Assert.Equal(2, encoded);
        await pipeline.GenerateAsync(request with { Image = new(2, 1, [1, 2, 3, 4, 5, 6]) });
        Assert.Equal(3, encoded);

        bool Count(string graph, long values)
        {
            encoded += graph.Contains("vae_encoder", StringComparison.Ordinal) ? 1 : 0;
            return false;
        }
    }

    [Fact]
    public async Task Without_an_encoder_image_to_image_is_refused_before_any_work()
    {
        using var model = new ExportedModel(new() { Encoder = EncoderOutput.Missing });
        using var pipeline = await model.LoadAsync();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => pipeline.GenerateAsync(Request with { Image = new(1, 1, [1, 2, 3]) }));
        Assert.Contains("no vae_encoder", error.Message, StringComparison.Ordinal);
        Assert.Contains("ImageLatents", error.Message, StringComparison.Ordinal);
        var result = await pipeline.GenerateAsync(Request);
        Assert.Equal(4, (await pipeline.GenerateAsync(Request with { ImageLatents = result.Latents, Strength = 0.5 })).UNetEvaluations);
    }

    [Fact]
    public async Task An_encoder_that_does_not_fit_says_so_before_any_step()
    {
        using var model = new ExportedModel(new());
        GeneratedNetworks.Decoder(new()).Save(model.PathOf("vae_encoder"));
        using var pipeline = await model.LoadAsync();
        var error = await Assert.ThrowsAsync<ModelException>(() => pipeline.GenerateAsync(Request with { Image = new(1, 1, [1, 2, 3]) }));
        Assert.Contains("latent_sample float[batch,4,height,width]", error.Message, StringComparison.Ordinal);
        Assert.Contains("latent_parameters float[batch,8,height,width]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vae_decoder_preview")]
    [InlineData("taesd_decoder")]
    [InlineData("taesd/vae_decoder")]
    public async Task A_small_decoder_beside_the_model_makes_the_previews(string folder)
    {
        using var model = new ExportedModel(new());
        using (var plain = await model.LoadAsync())
        {
            Assert.False(plain.HasPreviewDecoder);
        }

        GeneratedNetworks.Decoder(new(), twice: false).Save(model.PathOf(folder));
        using var pipeline = await model.LoadAsync();
        Assert.True(pipeline.HasPreviewDecoder);
        await foreach (var step in pipeline.DenoiseAsync(Request))
        {
            Assert.Equal(ExportedModel.Side / 2, step.DecodePreview().Width);
            Assert.Equal(ExportedModel.Side, step.DecodePrediction().Width);
        }
    }

    [Fact]
    public async Task A_small_decoder_can_be_named()
    {
        using var model = new ExportedModel(new());
        using var other = new ExportedModel(new());
        GeneratedNetworks.Decoder(new(), twice: false).Save(other.PathOf("small"));
        foreach (var path in new[] { other.PathOf("small"), other.PathOf("small/model.onnx") })
        {
            using var pipeline = await model.LoadAsync(new() { Device = DeviceChoice.Cpu, PreviewDecoder = path });
            Assert.True(pipeline.HasPreviewDecoder);
        }

        var error = await Assert.ThrowsAsync<ModelException>(() => model.LoadAsync(new() { Device = DeviceChoice.Cpu, PreviewDecoder = other.PathOf("none") }));
        Assert.Contains("none", error.Message, StringComparison.Ordinal);
    }

    // TAESD knows the latents of Stable Diffusion, and no others.
    [Theory]
    [InlineData("taesd/vae_decoder", true, true)]
    [InlineData("taesd", true, true)]
    [InlineData("taesd", false, false)]
    public async Task A_small_decoder_in_a_neighbouring_folder_is_used_where_it_knows_the_latents(string neighbour, bool stableDiffusion, bool used)
    {
        using var home = new ExportedModel(stableDiffusion ? ExportLayout.DiffusersScript : new());
        var folder = home.MoveInto("model");
        GeneratedNetworks.Decoder(new(), twice: false).Save(home.PathOf(neighbour));
        using var pipeline = await StableDiffusionPipeline.LoadAsync(folder, new() { Device = DeviceChoice.Cpu });
        Assert.Equal(used, pipeline.HasPreviewDecoder);
        await foreach (var step in pipeline.DenoiseAsync(Request with { Steps = 1, Width = ExportedModel.Side, Height = ExportedModel.Side }))
        {
            Assert.Equal(used ? ExportedModel.Side / 2 : ExportedModel.Side, step.DecodePreview().Width);
        }

        Assert.Equal(used, pipeline.MeasureMemory().ComponentBytes.ContainsKey("preview decoder"));
    }

    [Fact]
    public async Task A_neighbour_that_does_not_fit_is_left_out_with_a_word()
    {
        using var home = new ExportedModel(ExportLayout.DiffusersScript);
        var folder = home.MoveInto("model");
        GeneratedNetworks.Decoder(new(), channels: 16).Save(home.PathOf("taesd"));
        using var pipeline = await StableDiffusionPipeline.LoadAsync(folder, new() { Device = DeviceChoice.Cpu });
        Assert.False(pipeline.HasPreviewDecoder);
        var result = await pipeline.GenerateAsync(Request with { Width = ExportedModel.Side, Height = ExportedModel.Side });
        Assert.Contains(result.Notices, notice => notice.Contains("left out", StringComparison.Ordinal) && notice.Contains("taesd", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pulled_TAESD_is_found_in_the_cache()
    {
        using var model = new ExportedModel(ExportLayout.DiffusersScript);
        using var cache = new ExportedModel(new());
        const string Commit = "0123456789012345678901234567890123456789";
        var repository = cache.PathOf("models--julienkay--taesd");
        GeneratedNetworks.Decoder(new(), twice: false).Save(Path.Combine(repository, "snapshots", Commit, "vae_decoder"));
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        File.WriteAllText(Path.Combine(repository, "refs", "main"), Commit);
        using var graph = DiffusionCourse.Inference.OnnxGraph.Load(model.PathOf("vae_decoder/model.onnx"), DiffusionCourse.Inference.InferenceDevice.Choose(DeviceChoice.Cpu), threads: 1);
        var vae = new DiffusionCourse.Inference.VaeDecoderModel(graph, config: null, ExportedModel.Channels, tiles: default);
        var folder = ModelFolder.Open(model.Folder);
        Assert.Equal(Path.Combine(repository, "snapshots", Commit, "vae_decoder", "model.onnx"), PreviewDecoderSearch.Nearby(folder, vae, cache.Folder));
        Assert.Null(PreviewDecoderSearch.Nearby(folder, vae, cache.PathOf("nothing")));
    }

    [Fact]
    public async Task A_small_decoder_of_one_size_serves_that_size_alone()
    {
        using var model = new ExportedModel(new());
        GeneratedNetworks.Decoder(new() { FixedSizes = true }, twice: false).Save(model.PathOf("taesd"));
        using var pipeline = await model.LoadAsync();
        foreach (var side in new[] { ExportedModel.Side, 2 * ExportedModel.Side })
        {
            await foreach (var step in pipeline.DenoiseAsync(Request with { Steps = 1, Width = side, Height = side }))
            {
                Assert.Equal(side == ExportedModel.Side ? side / 2 : side, step.DecodePreview().Width);
            }
        }
    }

    [Fact]
    public async Task Without_a_small_decoder_previews_are_predictions()
    {
        using var model = new ExportedModel(new());
        using var pipeline = await model.LoadAsync();
        await foreach (var step in pipeline.DenoiseAsync(Request with { Steps = 1 }))
        {
            Assert.Equal(step.DecodePrediction(), step.DecodePreview());
        }
    }

    [Fact]
    public async Task A_graph_alone_in_its_folder_may_have_any_name()
    {
        using var model = new ExportedModel(new());
        File.Move(model.PathOf("unet/model.onnx"), model.PathOf("unet/unet_fp32.onnx"));
        using var pipeline = await model.LoadAsync();
        Assert.Equal(8, (await pipeline.GenerateAsync(Request)).UNetEvaluations);
    }
}
