using DiffusionCourse.Inference;

namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class PromptEmbeddingTests(EmbeddedPipeline embedded)
{
    [Fact]
    public async Task An_embedding_draws_what_its_prompt_draws()
    {
        var prompt = embedded.Pipeline.EncodePrompt(EmbeddedPipeline.Prompt);
        var negative = embedded.Pipeline.EncodePrompt("glossy style");
        var expected = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { NegativePrompt = "glossy style" });
        var actual = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Prompt = "a caption", PromptEmbedding = prompt, NegativeEmbedding = negative });
        Assert.Equal(expected.Latents, actual.Latents);
    }

    [Fact]
    public async Task Without_guidance_an_embedding_may_have_any_number_of_tokens()
    {
        var prompt = embedded.Pipeline.EncodePrompt(EmbeddedPipeline.Prompt);
        TextEmbedding twice = new([.. prompt.Values, .. prompt.Values], 2 * prompt.Context, prompt.Width);
        var result = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { GuidanceScale = 1, PromptEmbedding = twice });
        Assert.Equal(4, result.UNetEvaluations);
        await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { PromptEmbedding = twice }));
    }

    [Fact]
    public async Task The_middle_between_two_prompts_is_neither()
    {
        TextEmbedding apple = embedded.Pipeline.EncodePrompt(EmbeddedPipeline.Prompt), frog = embedded.Pipeline.EncodePrompt("a green frog, flat style, blue background");
        var latents = new float[3][];
        foreach (var (i, share) in new[] { 0, 0.5, 1 }.Index())
        {
            latents[i] = [.. (await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { PromptEmbedding = TextEmbedding.Between(apple, frog, share) })).Latents];
        }

        Assert.True(Distance(latents[0], latents[1]) < Distance(latents[0], latents[2]));
        Assert.True(Distance(latents[1], latents[2]) < Distance(latents[0], latents[2]));
    }

    [Fact]
    public void The_ends_of_the_way_are_the_embeddings_themselves()
    {
        TextEmbedding from = new([1, 0, 0, 2], 2, 2), to = new([0, 1, 2, 0], 2, 2);
        Assert.Equal(from.Values.ToArray(), TextEmbedding.Between(from, to, 0).Values.ToArray());
        var root = MathF.Sqrt(0.5f);
        Assert.All(TextEmbedding.Between(from, to, 0.5).Values.ToArray().Zip([root, root, 2 * root, 2 * root]), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void Embeddings_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new TextEmbedding([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => new TextEmbedding([1, float.NaN], 1, 2));
        Assert.Throws<ArgumentException>(() => TextEmbedding.Between(new([1, 2], 1, 2), new([1, 2], 2, 1), 0.5));
    }

    private static double Distance(float[] one, float[] other) => Math.Sqrt(one.Zip(other, (a, b) => Math.Pow(a - b, 2)).Average());
}
