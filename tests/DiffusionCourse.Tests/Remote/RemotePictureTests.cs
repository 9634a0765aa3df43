using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Remote;

/// <summary>What a server draws is what this machine draws, bit for bit, over every way to it.</summary>
[Collection(ServedModelGroup.Name)]
public sealed class RemotePictureTests(ServedModel served)
{
    private static readonly GenerationRequest Apple = new("a red apple, flat style, blue background") { Steps = 3, GuidanceScale = 3, NegativePrompt = "glossy style" };

    private static readonly Dictionary<string, GenerationRequest> Requests = new()
    {
        ["no guidance"] = Apple with { GuidanceScale = 1 },
        ["rescaled"] = Apple with { GuidanceScale = null, Guidance = new ClassifierFreeGuidance(5) { Rescale = 0.7 } },
        ["adaptive projected"] = Apple with { GuidanceScale = null, Guidance = new AdaptiveProjectedGuidance(5) },
        ["projected"] = Apple with { GuidanceScale = null, Guidance = new ProjectedGuidance(5) },
        ["in an interval"] = Apple with { Steps = 5, GuidanceScale = null, Guidance = new GuidanceInterval(new ClassifierFreeGuidance(5), 0.2, 3) },
        ["another size"] = Apple with { Width = 96, Height = 64 },
        ["many steps"] = Apple with { Steps = 12 },
    };

    public static TheoryData<string> Schedulers => [.. Scheduler.Known.Select(known => known.Name).Where(name => !name.StartsWith("flow-", StringComparison.Ordinal) && !name.StartsWith("edm-", StringComparison.Ordinal))];

    public static TheoryData<string> Variants => [.. Requests.Keys];

    [Theory]
    [MemberData(nameof(Schedulers))]
    public Task Every_scheduler_draws_the_same_bytes(string scheduler) => SameAsync(Apple with { Scheduler = scheduler, Steps = 4 });

    [Theory]
    [MemberData(nameof(Variants))]
    public Task Every_guidance_draws_the_same_bytes(string variant) => SameAsync(Requests[variant]);

    [Theory]
    [MemberData(nameof(ServedModel.Ways), MemberType = typeof(ServedModel))]
    public async Task Image_to_image_inversion_and_previews_are_the_same(string way)
    {
        var remote = await served.OverAsync(way);
        var start = (await served.Local.GenerateAsync(Apple)).Image;
        var request = Apple with { Image = start, Strength = 0.6 };
        Assert.Equal((await served.Local.GenerateAsync(request)).Image.ToPng(), (await remote.GenerateAsync(request)).Image.ToPng());
        Assert.Equal(served.Local.Encode(start), remote.Encode(start));
        var inverted = Apple with { Image = start, GuidanceScale = null, NegativePrompt = "" };
        Assert.Equal(await served.Local.InvertAsync(inverted), await remote.InvertAsync(inverted));
        Assert.Equal(await PreviewsAsync(served.Local), await PreviewsAsync(remote));
        var text = remote.EncodePrompt("a frog");
        Assert.Equal(served.Local.EncodePrompt("a frog").Values.ToArray(), text.Values.ToArray());
        var sample = new float[remote.LatentCount];
        Assert.Equal(served.Local.Predict(sample, 500, text), remote.Predict(sample, 500, text));
    }

    [Theory]
    [MemberData(nameof(ServedModel.Ways), MemberType = typeof(ServedModel))]
    public async Task A_sweep_keeps_its_order(string way)
    {
        var remote = await served.OverAsync(way);
        double[] scales = [1, 2, 5];
        ulong[] seeds = [1, 2, 3];
        var expected = await served.Local.SweepAsync(Apple, guidanceScales: scales, seeds: seeds);
        var actual = await remote.SweepAsync(Apple, guidanceScales: scales, seeds: seeds);
        Assert.Equal(expected.Results.Select(Hex), actual.Results.Select(Hex));
    }

    [Fact]
    public async Task Messages_are_as_the_protocol_has_them()
    {
        foreach (var way in new[] { "binary", "json", "grpc" })
        {
            var remote = await served.OverAsync(way);
            await remote.GenerateAsync(Apple);
            served.Server.Calls.Clear();
            var before = remote.Traffic!;
            await remote.GenerateAsync(Apple with { Prompt = $"a frog, {way}", Seed = 7 });
            var calls = served.Server.Calls.ToArray();
            Assert.Equal(["emoji-128-text_encoder", "emoji-128-unet", "emoji-128-unet", "emoji-128-unet", "emoji-128-vae_decoder"], calls.Select(call => call.Network));
            Assert.Equal(calls.Length, calls.Select(call => call.Id).Distinct().Count());
            Assert.All(calls, call => Assert.NotEmpty(call.Id));
            Assert.All(calls, call => Assert.Equal(way, call.Transport));
            Assert.Equal(["last_hidden_state"], calls[0].Outputs);
            Assert.Equal([2, remote.LatentChannels, 16, 16], calls[1].Shapes["sample"]);
            Assert.Equal(calls.Sum(call => call.Bytes), remote.Traffic!.BytesSent - before.BytesSent);
            Assert.Equal(5, remote.Traffic.Calls - before.Calls);
            Assert.Equal(3L * 2 * remote.Tokenizer.ContextLength * remote.EncodePrompt("").Width * 4, remote.Traffic.TextBytesSent - before.TextBytesSent);
        }
    }

    [Fact]
    public async Task The_pipeline_says_where_it_runs()
    {
        var remote = await served.OverAsync("grpc");
        var result = await remote.GenerateAsync(Apple);
        Assert.Equal(served.Server.Grpc, result.Device);
        Assert.Contains("reference 1.0", remote.Device.Reason, StringComparison.Ordinal);
        Assert.Contains("over gRPC", remote.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("over the network", remote.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(GuidanceArrangement.BatchOfTwo, remote.Arrangement);
        Assert.Null(served.Local.Traffic);
        Assert.Empty(remote.MeasureMemory().ComponentBytes);
        Assert.Equal("emoji-128", remote.Model);
    }

    private static string Hex(GenerationResult result) => Convert.ToHexString(result.Image.ToPng());

    private static async Task<IReadOnlyList<string>> PreviewsAsync(StableDiffusionPipeline pipeline)
    {
        var previews = new List<string>();
        await foreach (var step in pipeline.DenoiseAsync(Apple))
        {
            previews.Add(Convert.ToHexString(step.DecodePrediction().ToPng()));
        }

        return previews;
    }

    private async Task SameAsync(GenerationRequest request)
    {
        var expected = await served.Local.GenerateAsync(request);
        foreach (var way in new[] { "binary", "json", "grpc" })
        {
            var actual = await (await served.OverAsync(way)).GenerateAsync(request);
            Assert.Equal(expected.Latents, actual.Latents);
            Assert.Equal(expected.Image.ToPng(), actual.Image.ToPng());
            Assert.Equal(expected.UNetEvaluations, actual.UNetEvaluations);
        }
    }
}
