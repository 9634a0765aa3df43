using DiffusionCourse.Cost;
using DiffusionCourse.Guidance;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Exports;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Cost;

/// <summary>What is counted against what the pipeline then does: the same evaluations, and the same refusals.</summary>
[Collection(EmbeddedModelGroup.Name)]
public sealed class PlanAgreementTests(EmbeddedPipeline embedded)
{
    private static readonly ModelArchitecture Architecture = ModelArchitecture.Open(ModelLocator.EmbeddedModel);
    private static readonly float[] Latents = new float[8 * 16 * 16];

    public static TheoryData<string> Schedulers => [.. Scheduler.Known.Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Schedulers))]
    public async Task Every_scheduler_is_counted_as_it_calls(string scheduler)
    {
        foreach (var steps in new[] { 1, 2, 5 })
        {
            await AgreeAsync(new(EmbeddedPipeline.Prompt) { Scheduler = scheduler, Steps = steps, GuidanceScale = 1 });
        }

        foreach (var rule in new GuidanceRule[] { new ClassifierFreeGuidance(3), new GuidanceInterval(new ClassifierFreeGuidance(3), above: 0.3, upTo: 3) })
        {
            await AgreeAsync(new(EmbeddedPipeline.Prompt) { Scheduler = scheduler, Steps = 5, Guidance = rule });
        }

        foreach (var strength in new[] { 0.1, 0.5, 0.8 })
        {
            await AgreeAsync(new(EmbeddedPipeline.Prompt) { Scheduler = scheduler, Steps = 5, GuidanceScale = 3, ImageLatents = Latents, Strength = strength });
        }
    }

    [Fact]
    public async Task A_picture_to_start_from_is_encoded_once()
    {
        var request = new GenerationRequest(EmbeddedPipeline.Prompt) { Steps = 4, GuidanceScale = 3, Image = new(1, 1, [1, 2, 3]), Strength = 0.5 };
        var cost = await AgreeAsync(request);
        Assert.Equal((4, 1, 0.5), (cost!.UNetEvaluations, cost.VaeEncoderCalls, cost.Calls.Strength));
        Assert.Equal("VAE encoder", cost.Parts[^1].Network.Name);
        var fromLatents = Architecture.CostOf(request with { Image = null, ImageLatents = Latents });
        Assert.Equal((4, 0, 3), (fromLatents.UNetEvaluations, fromLatents.VaeEncoderCalls, fromLatents.Parts.Count));
        Assert.Equal(Architecture.Count().VaeEncoder!.Total.MultiplyAccumulates, cost.MultiplyAccumulates - fromLatents.MultiplyAccumulates);
        Assert.Contains("vae_encoder", Assert.Throws<ArgumentException>(() => (Architecture with { VaeEncoder = null }).CostOf(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_that_are_given_are_not_encoded()
    {
        var given = embedded.Pipeline.EncodePrompt(EmbeddedPipeline.Prompt);
        var request = EmbeddedPipeline.Apple with { PromptEmbedding = given };
        Assert.Equal(1, (await AgreeAsync(request))!.TextEncoderCalls);
        Assert.Equal(0, (await AgreeAsync(request with { NegativeEmbedding = given }))!.TextEncoderCalls);
        Assert.Equal(0, (await AgreeAsync(request with { GuidanceScale = 1 }))!.TextEncoderCalls);
    }

    [Fact]
    public async Task A_model_that_is_told_the_guidance_scale_is_evaluated_once_a_call()
    {
        using var model = new ExportedModel(new() { TimestepCondition = 32, EmbedsGuidance = true });
        using var pipeline = await model.LoadAsync();
        var architecture = Architecture with { UNet = Architecture.UNet! with { TimeCondProjDim = 32 } };
        foreach (var scheduler in new[] { "lcm", "heun" })
        {
            var request = new GenerationRequest("a red apple") { Steps = 4, GuidanceScale = 8, Scheduler = scheduler };
            var result = await pipeline.GenerateAsync(request);
            var cost = architecture.CostOf(request);
            Assert.Equal((result.UNetEvaluations, result.GuidanceScale, 1), (cost.UNetEvaluations, cost.GuidanceScale, cost.TextEncoderCalls));
        }

        var ruled = new GenerationRequest("") { Guidance = new ClassifierFreeGuidance(3) };
        var refusal = Assert.Throws<ArgumentException>(() => architecture.CostOf(ruled)).Message;
        Assert.Equal((await Assert.ThrowsAsync<ArgumentException>(() => pipeline.GenerateAsync(ruled))).Message, refusal);
    }

    // What one refuses, so must the other, in the same words.
    private async Task<GenerationCost?> AgreeAsync(GenerationRequest request)
    {
        GenerationCost cost;
        try
        {
            cost = Architecture.CostOf(request);
        }
        catch (ArgumentException refusal)
        {
            var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => embedded.Pipeline.GenerateAsync(request));
            Assert.Equal(error.Message, refusal.Message);
            return null;
        }

        var result = await embedded.Pipeline.GenerateAsync(request);
        Assert.Equal((result.UNetEvaluations, result.GuidanceScale), (cost.UNetEvaluations, cost.GuidanceScale));
        return cost;
    }
}
