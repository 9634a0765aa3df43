namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class ManyPicturesTests(EmbeddedPipeline embedded)
{
    [Fact]
    public async Task Picture_i_of_a_prompt_is_the_picture_of_seed_s_plus_i()
    {
        string[] prompts = [EmbeddedPipeline.Prompt, "a green frog, flat style, white background"];
        var many = await embedded.Pipeline.GenerateManyAsync(EmbeddedPipeline.Apple with { Seed = 100 }, 3, prompts);
        Assert.Equal(2, many.Rows.Count);
        foreach (var (row, results) in many.Rows.Index())
        {
            Assert.Equal(3, results.Count);
            foreach (var (i, result) in results.Index())
            {
                var alone = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Prompt = prompts[row], Seed = 100 + (ulong)i });
                Assert.Equal(alone.Latents, result.Latents);
                Assert.Equal(alone.Image, result.Image);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public async Task The_number_of_pictures_is_limited(int count)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.GenerateManyAsync(EmbeddedPipeline.Apple, count));
        Assert.Contains("256", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_end_at_the_largest_number()
    {
        Assert.Single((await embedded.Pipeline.GenerateManyAsync(EmbeddedPipeline.Apple with { Seed = ulong.MaxValue, Steps = 1 }, 1)).Results);
        await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.GenerateManyAsync(EmbeddedPipeline.Apple with { Seed = ulong.MaxValue }, 2));
    }
}
