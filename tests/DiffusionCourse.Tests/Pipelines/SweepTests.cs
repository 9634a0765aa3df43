namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class SweepTests(EmbeddedPipeline embedded)
{
    [Fact]
    public async Task The_first_setting_varies_along_the_columns_the_second_along_the_rows()
    {
        var sweep = await embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple, guidanceScales: [1, 3], steps: [1, 2, 3]);
        Assert.Equal(3, sweep.Rows.Count);
        Assert.Equal([1.0, 3.0], sweep.Rows[2].Select(result => result.GuidanceScale));
        Assert.Equal([1, 2, 3], sweep.Rows.Select(row => row[0].Request.Steps));
        Assert.Equal(["w = 1", "w = 3"], sweep.Grid.ColumnTitles);
        Assert.Equal(["1 step", "2 steps", "3 steps"], sweep.Grid.RowTitles);
        Assert.Equal(6, sweep.Results.Count);
    }

    [Fact]
    public async Task Null_is_refused_by_its_name()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => embedded.Pipeline.SweepAsync(null!, steps: [5]));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple, prompts: ["a", null!]));
        Assert.Contains("prompts holds null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_a_sweep_is_the_picture_drawn_alone()
    {
        var sweep = await embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple, seeds: [1, 2]);
        var alone = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple with { Seed = 2 });
        Assert.Equal(alone.Image.ToPng(), sweep.Rows[0][1].Image.ToPng());
    }

    [Fact]
    public async Task A_prompt_that_is_cut_is_told_once_below_the_grid()
    {
        var prompt = string.Concat(Enumerable.Repeat("red apple ", 100));
        var sweep = await embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple with { Prompt = prompt, Steps = 1 }, seeds: [1, 2]);
        Assert.Contains("was cut", Assert.Single(sweep.Notices), StringComparison.Ordinal);
        Assert.Contains("was cut", sweep.ToHtml(), StringComparison.Ordinal);
        await foreach (var step in embedded.Pipeline.DenoiseAsync(EmbeddedPipeline.Apple with { Prompt = prompt, Steps = 1 }))
        {
            Assert.Equal(sweep.Notices, step.Notices);
        }
    }

    [Fact]
    public async Task One_or_two_settings_are_varied()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple));
        await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple, guidanceScales: [1], steps: [1], seeds: [1]));
        await Assert.ThrowsAsync<ArgumentException>(() => embedded.Pipeline.SweepAsync(EmbeddedPipeline.Apple, steps: []));
    }
}
