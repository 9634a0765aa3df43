using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Exports;

/// <summary>The same random weights in the layouts of the exporters that are out there: each loads and draws the same picture.</summary>
public sealed class AnyExportTests
{
    // An error of 2^-11 a float16 number, over some layers and four steps of guidance, on latents of size 1.
    private const double HalfTolerance = 0.05;
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 4, GuidanceScale = 3, Width = ExportedModel.Side, Height = ExportedModel.Side };
    private static readonly Lazy<Task<GenerationResult>> Reference = new(() => DrawAsync(new ExportLayout()));

    private static readonly Dictionary<string, ExportLayout> Layouts = new()
    {
        ["diffusers' script"] = ExportLayout.DiffusersScript with { Configs = true },
        ["Olive"] = ExportLayout.Olive,
        ["Olive, ids int64"] = ExportLayout.Olive with { Ids = DataType.Int64 },
        ["Olive, timestep float16"] = ExportLayout.Olive with { Timestep = DataType.Float16, TimestepShape = [1] },
        ["optimum"] = ExportLayout.Optimum,
        ["optimum, float timestep"] = ExportLayout.Optimum with { Timestep = DataType.Float },
        ["optimum, timestep [1]"] = ExportLayout.Optimum with { TimestepShape = [1], Timestep = DataType.Int32 },
        ["optimum, free timestep"] = ExportLayout.Optimum with { TimestepShape = ["steps"] },
        ["double"] = new() { Outside = DataType.Double, Timestep = DataType.Double },
        ["float16 weights, float outside"] = new() { Precision = DataType.Float16, Outside = DataType.Float },
        ["double timestep"] = new() { Timestep = DataType.Double, TimestepShape = [] },
        ["fixed sizes"] = new() { FixedSizes = true },
        ["batch of one"] = new() { Batch = 1 },
        ["batch of one, fixed sizes, timestep [1]"] = new() { Batch = 1, FixedSizes = true, TimestepShape = [1] },
        ["UNet's batch fixed at two"] = new() { UNetBatch = 2, FixedSizes = true },
        ["UNet's batch fixed at two, a timestep for each"] = new() { UNetBatch = 2, TimestepShape = [2] },
        ["channels without a number"] = new() { FreeChannels = true },
        ["no encoder, no checker"] = new() { Encoder = EncoderOutput.Missing },
        ["a safety checker"] = new() { SafetyChecker = true },
        ["hidden states and pooled text"] = new() { HiddenStates = true, PooledOutput = true },
        ["weights in another file"] = new() { ExternalData = "anything.bin" },
        ["other names"] = new()
        {
            Renamed = new Dictionary<string, string> { ["sample"] = "x", ["timestep"] = "step", ["encoder_hidden_states"] = "context", ["out_sample"] = "noise", ["input_ids"] = "ids", ["latent_sample"] = "latents_in", ["last_hidden_state"] = "embeddings" },
        },
    };

    public static TheoryData<string> Names => [.. Layouts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_layout_draws_the_same_picture(string name)
    {
        var expected = await Reference.Value;
        var actual = await DrawAsync(Layouts[name]);
        Assert.Equal((ExportedModel.Side, ExportedModel.Side), (actual.Image.Width, actual.Image.Height));
        Assert.Equal(expected.UNetEvaluations, actual.UNetEvaluations);
        var tolerance = Layouts[name].Precision == DataType.Float16 ? HalfTolerance : 1e-4;
        Assert.InRange(Distance(expected, actual), 0, tolerance);
        Assert.Empty(actual.Notices);
    }

    [Theory]
    [InlineData(GuidanceArrangement.BatchOfTwo)]
    [InlineData(GuidanceArrangement.ConcurrentCalls)]
    [InlineData(GuidanceArrangement.SequentialCalls)]
    public async Task Every_layout_can_be_arranged_in_every_way(GuidanceArrangement arrangement)
    {
        var expected = await Reference.Value;
        foreach (var layout in new[] { ExportLayout.DiffusersScript with { Configs = true }, ExportLayout.Optimum, new ExportLayout { TimestepCondition = 12 } with { Batch = 1 }, new ExportLayout { UNetBatch = 2 } })
        {
            var actual = await DrawAsync(layout, new() { Arrangement = arrangement });
            Assert.InRange(Distance(expected, actual), 0, 1e-4);
        }
    }

    [Fact]
    public async Task A_batch_that_is_fixed_at_one_guides_in_two_calls()
    {
        using var model = new ExportedModel(new() { Batch = 1 });
        using var pipeline = await model.LoadAsync(new() { Arrangement = GuidanceArrangement.BatchOfTwo });
        Assert.Equal(GuidanceArrangement.SequentialCalls, pipeline.Arrangement);
        Assert.Equal(8, (await pipeline.GenerateAsync(Request)).UNetEvaluations);
    }

    [Fact]
    public async Task A_batch_that_is_fixed_at_two_draws_without_guidance_too()
    {
        using var model = new ExportedModel(new() { UNetBatch = 2 });
        using var plain = new ExportedModel(new());
        using var pipeline = await model.LoadAsync(new() { Arrangement = GuidanceArrangement.Auto, Sweeps = SweepMode.Together });
        using var expected = await plain.LoadAsync();
        Assert.Equal(GuidanceArrangement.BatchOfTwo, pipeline.Arrangement);
        var request = Request with { GuidanceScale = 1 };
        var result = await pipeline.GenerateAsync(request);
        Assert.Equal(4, result.UNetEvaluations);
        Assert.InRange(Distance(await expected.GenerateAsync(request), result), 0, 1e-4);
        Assert.Equal(result.Latents, (await pipeline.SweepAsync(request, seeds: [1, request.Seed])).Results[1].Latents);
    }

    [Fact]
    public async Task Without_config_files_the_sizes_of_Stable_Diffusion_are_taken_and_said_once()
    {
        using var model = new ExportedModel(ExportLayout.DiffusersScript);
        using var pipeline = await model.LoadAsync();
        Assert.Equal(64 * ExportedModel.Factor, pipeline.DefaultWidth);
        Assert.Equal(0.18215, pipeline.ScalingFactor);
        Assert.Contains(pipeline.Notices, notice => notice.Contains("unet/config.json", StringComparison.Ordinal));
        Assert.Contains(pipeline.Notices, notice => notice.Contains("0.18215", StringComparison.Ordinal));
        Assert.Contains("unet/config.json", pipeline.ToHtml(), StringComparison.Ordinal);
        await pipeline.WarmUpAsync();
        var first = await pipeline.GenerateAsync(Request);
        Assert.Equal(pipeline.Notices, first.Notices);
        Assert.Empty((await pipeline.GenerateAsync(Request)).Notices);
    }

    // The embedding of diffusers' LatentConsistencyModelPipeline.get_guidance_scale_embedding for w - 1 = 6.5 and 256 values.
    [Fact]
    public void The_guidance_scale_is_embedded_as_consistency_models_were_taught()
    {
        var embedding = DiffusionCourse.Inference.GuidanceEmbedding.Of(7.5, 256);
        Assert.Equal(Math.Sin(6500), embedding[0], 1e-6);
        Assert.Equal(Math.Cos(6500), embedding[128], 1e-6);
        Assert.Equal(Math.Sin(6500 * Math.Exp(-Math.Log(10_000) * 3 / 127)), embedding[3], 1e-6);
        Assert.Equal(Math.Cos(0.65), embedding[255], 1e-6);
        Assert.Equal(0, DiffusionCourse.Inference.GuidanceEmbedding.Of(7.5, 7)[6]);
    }

    [Fact]
    public async Task A_model_that_is_told_the_guidance_scale_takes_one_evaluation_and_listens()
    {
        using var model = new ExportedModel(new() { TimestepCondition = 12, EmbedsGuidance = true });
        using var pipeline = await model.LoadAsync();
        var three = await pipeline.GenerateAsync(Request);
        var eight = await pipeline.GenerateAsync(Request with { GuidanceScale = 8 });
        Assert.Equal(4, three.UNetEvaluations);
        Assert.Contains("guides by itself", Assert.Single((await pipeline.GenerateAsync(Request with { NegativePrompt = "blurry" })).Notices), StringComparison.Ordinal);
        Assert.Equal(3, three.GuidanceScale);
        Assert.True(Distance(three, eight) > 1e-3, "the guidance scale changes nothing");
        var error = await Assert.ThrowsAsync<ArgumentException>(() => pipeline.GenerateAsync(Request with { GuidanceScale = null, Guidance = new DiffusionCourse.Guidance.AdaptiveProjectedGuidance(4) }));
        Assert.Contains("guides by itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_size_may_be_a_height_and_a_width()
    {
        using var model = new ExportedModel(new());
        model.Write("unet/config.json", new { sample_size = new[] { 16, 16 }, in_channels = 4, block_out_channels = new[] { 8 } });
        using (var pipeline = await model.LoadAsync())
        {
            Assert.Equal(16 * ExportedModel.Factor, pipeline.DefaultWidth);
        }

        foreach (var wrong in new object[][] { [16, 0], [16], ["16", "16"] })
        {
            model.Write("unet/config.json", new { sample_size = wrong });
            var error = await Assert.ThrowsAsync<DiffusionCourse.Models.ModelException>(() => model.LoadAsync());
            Assert.Contains("sample_size", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("LCMScheduler", true, "lcm", 4, 8)]
    [InlineData("LCMScheduler", false, "lcm", 4, 1)]
    [InlineData("TCDScheduler", false, "tcd", 4, 1)]
    [InlineData("DPMSolverMultistepScheduler", false, "dpm++2m", 20, 7.5)]
    public void A_model_that_was_distilled_starts_from_its_own_scheduler(string scheduler, bool told, string name, int steps, double scale)
    {
        using var model = new ExportedModel(new() { TimestepCondition = told ? 12 : 0, EmbedsGuidance = told });
        File.WriteAllText(model.PathOf("scheduler/scheduler_config.json"), $$"""{ "_class_name" : "{{scheduler}}", "lambda_min_clipped": -Infinity }""");
        var prompts = DiffusionCourse.Models.ModelFolder.Open(model.Folder).Prompts;
        Assert.Equal((name, steps, scale), (prompts.DefaultScheduler, prompts.DefaultSteps, prompts.DefaultGuidanceScale));
    }

    [Fact]
    public async Task A_condition_that_no_config_explains_is_given_zeros_and_said()
    {
        using var model = new ExportedModel(new() { TimestepCondition = 12 });
        using var pipeline = await model.LoadAsync();
        Assert.Contains("zeros", Assert.Single(pipeline.Notices), StringComparison.Ordinal);
        Assert.InRange(Distance(await Reference.Value, await pipeline.GenerateAsync(Request)), 0, 1e-4);
    }

    private static async Task<GenerationResult> DrawAsync(ExportLayout layout, PipelineOptions? options = null)
    {
        using var model = new ExportedModel(layout);
        using var pipeline = await model.LoadAsync(options);
        var result = await pipeline.GenerateAsync(Request);
        return layout.TimestepCondition > 0 ? result with { Notices = [] } : result;
    }

    private static double Distance(GenerationResult one, GenerationResult other)
        => Math.Sqrt(one.Latents.Zip(other.Latents, (a, b) => Math.Pow(a - b, 2)).Average());
}
