using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Noise;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

/// <summary>The embedded network taken for a velocity network, by nothing but its scheduler_config.json.</summary>
[Collection(EmbeddedModelGroup.Name)]
public sealed class FlowModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("course-flow-").FullName;
    private readonly StableDiffusionPipeline _pipeline;

    public FlowModelTests()
    {
        var from = ModelLocator.Find(ModelLocator.EmbeddedModel);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".png", StringComparison.Ordinal)))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(Path.Combine(_folder, "scheduler", "scheduler_config.json"), """{ "_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0, "use_dynamic_shifting": true }""");
        _pipeline = StableDiffusionPipeline.LoadAsync(_folder, new() { Device = DeviceChoice.Cpu }).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("flow-euler")]
    [InlineData("flow-heun")]
    [InlineData("dpm++2m")]
    [InlineData("unipc")]
    public async Task Guidance_and_negative_prompt_steer_it(string scheduler)
    {
        var request = EmbeddedPipeline.Apple with { Scheduler = scheduler };
        var guided = await _pipeline.GenerateAsync(request);
        Assert.All(guided.Latents, value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(guided.Latents, (await _pipeline.GenerateAsync(request with { NegativePrompt = "blue" })).Latents);
        Assert.NotEqual(guided.Latents, (await _pipeline.GenerateAsync(request with { GuidanceScale = 1 })).Latents);
    }

    [Fact]
    public async Task A_sweep_holds_the_pictures_that_are_drawn_alone()
    {
        var request = EmbeddedPipeline.Apple with { Scheduler = "flow-euler" };
        var sweep = await _pipeline.SweepAsync(request, guidanceScales: [1, 3], steps: [2, 4]);
        Assert.Equal(4, sweep.Results.Count);
        foreach (var drawn in sweep.Results)
        {
            Assert.Equal((await _pipeline.GenerateAsync(drawn.Request)).Latents, drawn.Latents);
        }
    }

    [Fact]
    public void A_run_from_a_picture_starts_on_the_straight_path_to_its_noise()
    {
        float[] latents = [.. Enumerable.Range(0, 8 * 16 * 16).Select(i => MathF.Sin(i))];
        using var loop = _pipeline.StartLoop(EmbeddedPipeline.Apple with { ImageLatents = latents, Strength = 0.5, Scheduler = "flow-euler" });
        var sigma = loop.NextTimestep / 1000;
        Assert.InRange(sigma, 0.3, 0.8);
        var noise = new GaussianNoise(EmbeddedPipeline.Apple.Seed);
        foreach (var (actual, original) in loop.Latents.ToArray().Zip(latents))
        {
            Assert.Equal((1 - sigma) * original + sigma * noise.Next(), actual, 1e-5);
        }
    }

    // diffusers' StableDiffusion3Img2ImgPipeline: t_start = int(max(n - min(n * strength, n), 0)).
    [Fact]
    public void A_step_that_a_strength_leaves_in_part_is_run()
    {
        foreach (var (strength, run) in new[] { (0.05, 1), (0.25, 3), (0.5, 5) })
        {
            var request = EmbeddedPipeline.Apple with { Steps = 10, ImageLatents = new float[8 * 16 * 16], Strength = strength, Scheduler = "flow-euler" };
            using var loop = _pipeline.StartLoop(request);
            Assert.Equal(run, loop.CallCount);
        }
    }

    [Fact]
    public async Task A_scheduler_on_a_noise_schedule_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => _pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Scheduler = "ddim" }));
        Assert.Contains("flow-euler", error.Message, StringComparison.Ordinal);
    }
}
