using DiffusionCourse.Inference;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Exports;

/// <summary>Sweeps over exports with something special: each picture is the one that is drawn alone.</summary>
public sealed class ExportSweepTests
{
    private static readonly GenerationRequest Request = new("a red apple") { Steps = 4, GuidanceScale = 3, Scheduler = "euler-a" };

    private static readonly Dictionary<string, ExportLayout> Layouts = new()
    {
        ["plain"] = new(),
        ["optimum"] = ExportLayout.Optimum,
        ["told the guidance scale"] = new() { TimestepCondition = 12, EmbedsGuidance = true },
        ["given zeros"] = new() { TimestepCondition = 12 },
        ["batch of one"] = new() { Batch = 1 },
    };

    public static TheoryData<string> Names => [.. Layouts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_picture_of_a_sweep_is_the_picture_drawn_alone(string name)
    {
        using var model = new ExportedModel(Layouts[name]);
        using var pipeline = await model.LoadAsync();
        var sweep = await pipeline.SweepAsync(Request, guidanceScales: [1, 3, 6], seeds: [1, 2]);
        await SameAsAloneAsync(pipeline, sweep);
    }

    [Fact]
    public async Task A_batch_that_is_fixed_is_drawn_one_by_one_even_where_pictures_shall_be_drawn_together()
    {
        using var model = new ExportedModel(new() { Batch = 1 });
        using var pipeline = await model.LoadAsync(new() { Device = DeviceChoice.Cpu, Sweeps = SweepMode.Together });
        await SameAsAloneAsync(pipeline, await pipeline.GenerateManyAsync(Request, 2));
    }

    [Fact]
    public async Task A_sweep_from_a_picture_is_the_pictures_drawn_alone()
    {
        using var model = new ExportedModel(new());
        using var pipeline = await model.LoadAsync();
        var request = Request with { Image = new(2, 1, [255, 0, 0, 0, 0, 255]), Strength = 0.5 };
        await SameAsAloneAsync(pipeline, await pipeline.SweepAsync(request, guidanceScales: [1, 3], seeds: [1, 2]));
        await SameAsAloneAsync(pipeline, await pipeline.GenerateManyAsync(request with { Scheduler = "ddim" }, 3));
    }

    private static async Task SameAsAloneAsync(StableDiffusionPipeline pipeline, SweepResult sweep)
    {
        foreach (var result in sweep.Results)
        {
            var alone = await pipeline.GenerateAsync(result.Request);
            Assert.Equal(alone.Latents, result.Latents);
            Assert.Equal(alone.Image, result.Image);
            Assert.Equal(alone.UNetEvaluations, result.UNetEvaluations);
        }
    }
}
