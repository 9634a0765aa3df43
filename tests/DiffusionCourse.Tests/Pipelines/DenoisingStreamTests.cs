namespace DiffusionCourse.Tests.Pipelines;

[Collection(EmbeddedModelGroup.Name)]
public sealed class DenoisingStreamTests(EmbeddedPipeline embedded)
{
    [Fact]
    public async Task Ends_where_the_generation_ends()
    {
        var steps = await StepsAsync(guidance: 3);
        var result = await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple);
        Assert.Equal(result.Latents, steps[^1].Latents);
        Assert.Equal(result.Image.ToPng(), steps[^1].DecodeLatents().ToPng());
        Assert.Equal([1, 2, 3, 4], steps.Select(step => step.Index));
        Assert.All(steps, step => Assert.Equal(4, step.Count));
        Assert.Equal(steps.Select(step => step.Timestep).OrderDescending(), steps.Select(step => step.Timestep));
        Assert.Equal(8, steps[^1].Evaluations);
    }

    [Fact]
    public async Task The_guided_prediction_is_the_formula_of_the_two_halves()
    {
        foreach (var step in await StepsAsync(guidance: 3))
        {
            for (var i = 0; i < step.Guided.Count; i++)
            {
                var expected = step.Unconditional[i] + 3.0 * (step.Conditional[i] - (double)step.Unconditional[i]);
                Assert.Equal(expected, step.Guided[i], 1e-5 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public async Task Without_guidance_both_halves_are_the_conditional_one()
    {
        foreach (var step in await StepsAsync(guidance: 1))
        {
            Assert.Equal(step.Conditional, step.Guided);
            Assert.Equal(step.Conditional, step.Unconditional);
        }
    }

    // x_t = sqrt(alpha-bar) x_0 + sqrt(1 - alpha-bar) epsilon, Ho et al. 2020, equation 4: the last prediction is the result.
    [Fact]
    public async Task The_last_predicted_original_is_the_result()
    {
        var last = (await StepsAsync(guidance: 3))[^1];
        var rmse = Math.Sqrt(last.Latents.Zip(last.PredictedOriginal, (a, b) => Math.Pow(a - b, 2)).Average());
        Assert.InRange(rmse, 0, 1e-5);
        Assert.Equal(last.DecodePrediction().Width, embedded.Pipeline.DefaultWidth);
    }

    private async Task<List<DiffusionCourse.Pipelines.DenoisingStep>> StepsAsync(double guidance)
    {
        var steps = new List<DiffusionCourse.Pipelines.DenoisingStep>();
        await foreach (var step in embedded.Pipeline.DenoiseAsync(EmbeddedPipeline.Apple with { GuidanceScale = guidance }))
        {
            steps.Add(step);
        }

        return steps;
    }
}
