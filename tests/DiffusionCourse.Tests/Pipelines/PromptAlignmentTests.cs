using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class PromptAlignmentTests(EmbeddedPipeline embedded)
{
    private static readonly string[] Prompts =
        ["a hamburger, glossy style, orange background", "a penguin, flat style, red background", "an umbrella, flat style, pink background"];

    [Fact]
    public async Task A_picture_fits_its_own_prompt_best()
    {
        var pipeline = embedded.Pipeline;
        foreach (var prompt in Prompts)
        {
            var drawn = await pipeline.GenerateAsync(new(prompt) { Steps = 12, GuidanceScale = 3 });
            var own = PromptAlignment.Of(pipeline, drawn);
            Assert.InRange(own, 0, 1);
            Assert.All(Prompts.Where(other => other != prompt), other => Assert.True(own > PromptAlignment.Of(pipeline, drawn, other), $"{prompt} against {other}"));
        }
    }

    [Fact]
    public async Task The_prompt_says_least_of_what_was_drawn_without_guidance_or_not_finished()
    {
        var pipeline = embedded.Pipeline;
        async Task<double> Alignment(int steps, double w) => PromptAlignment.Of(pipeline, await pipeline.GenerateAsync(new(Prompts[0]) { Steps = steps, GuidanceScale = w }));
        var usual = await Alignment(16, 3);
        Assert.True(usual > await Alignment(16, 1));
        Assert.True(usual > await Alignment(4, 15));
    }

    [Fact]
    public async Task The_empty_prompt_takes_nothing_away_and_the_same_seed_gives_the_same()
    {
        var pipeline = embedded.Pipeline;
        var drawn = await pipeline.GenerateAsync(new(Prompts[1]) { Steps = 4 });
        Assert.Equal(0, PromptAlignment.Of(pipeline, drawn, ""), 1e-6);
        Assert.Equal(PromptAlignment.Of(pipeline, drawn, seed: 3), PromptAlignment.Of(pipeline, drawn, seed: 3));
    }

    [Fact]
    public async Task A_picture_is_judged_at_its_own_size()
    {
        var pipeline = embedded.Pipeline;
        var wide = await pipeline.GenerateAsync(new(Prompts[0]) { Steps = 2, Width = pipeline.DefaultWidth * 2, Height = pipeline.DefaultHeight / 2 });
        Assert.Equal(pipeline.LatentCount, wide.Latents.Count);
        var text = pipeline.EncodePrompt(Prompts[0]);
        var (sides, square) = (pipeline.Predict(wide.Latents, 500, text, wide.Image.Width, wide.Image.Height), pipeline.Predict(wide.Latents, 500, text));
        Assert.NotEqual(sides, square);
        Assert.InRange(PromptAlignment.Of(pipeline, wide), -1, 1);
    }

    [Fact]
    public async Task What_cannot_be_judged_is_refused_with_the_limits()
    {
        var pipeline = embedded.Pipeline;
        var small = await pipeline.GenerateAsync(new(Prompts[0]) { Steps = 1, Width = 32, Height = 32 });
        var foreign = small with { Latents = [.. small.Latents.Take(16)] };
        Assert.Contains("16 latents", Assert.Throws<ArgumentException>(() => PromptAlignment.Of(pipeline, foreign)).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 1000", Assert.Throws<ArgumentOutOfRangeException>(() => PromptAlignment.Of(pipeline, small, samples: 0)).Message, StringComparison.Ordinal);
    }
}
