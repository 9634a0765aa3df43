using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Exports;

namespace DiffusionCourse.Tests.Pipelines;

/// <summary>A model by itself is asked at the times of its own schedulers, and at no others.</summary>
public sealed class PredictionTimeTests
{
    [Theory]
    [InlineData("EDMEulerScheduler", "epsilon", "edm-euler")]
    [InlineData("EDMDPMSolverMultistepScheduler", "epsilon", "edm-dpm++2m")]
    [InlineData("EulerDiscreteScheduler", "v_prediction", "euler")]
    public async Task Continuous_time_goes_below_0(string className, string predicted, string scheduler)
    {
        using var model = new ExportedModel(new());
        model.Write("scheduler/scheduler_config.json", new { _class_name = className, prediction_type = predicted, timestep_type = "continuous" });
        using var pipeline = await model.LoadAsync();
        var text = pipeline.EncodePrompt("a red apple");
        var sample = new float[pipeline.LatentCount];
        var timesteps = Scheduler.FromConfig(pipeline.SchedulerConfig, scheduler).Preview(4).Timesteps;
        Assert.True(timesteps[0] > 0 && timesteps[^1] < 0, string.Join(", ", timesteps));
        Assert.All(timesteps, timestep => Assert.Equal(sample.Length, pipeline.Predict(sample, timestep, text).Length));
        foreach (var timestep in new[] { double.NaN, double.NegativeInfinity })
        {
            Assert.Contains("must be finite", Assert.Throws<ArgumentException>(() => pipeline.Predict(sample, timestep, text)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_a_flow_model_is_asked_at_T()
    {
        using var model = new ExportedModel(new());
        await RequireLastAsync(model, 999);
        model.Write("scheduler/scheduler_config.json", new { _class_name = "FlowMatchEulerDiscreteScheduler", shift = 3.0 });
        await RequireLastAsync(model, 1000);
    }

    private static async Task RequireLastAsync(ExportedModel model, double last)
    {
        using var pipeline = await model.LoadAsync();
        var text = pipeline.EncodePrompt("a red apple");
        var sample = new float[pipeline.LatentCount];
        Assert.Equal(sample.Length, pipeline.Predict(sample, last, text).Length);
        foreach (var timestep in new[] { -0.5, last + 0.5, double.NaN })
        {
            var message = Assert.Throws<ArgumentException>(() => pipeline.Predict(sample, timestep, text)).Message;
            Assert.Contains(Invariant($"The timestep is {timestep}: it must be 0 to {last}. "), message, StringComparison.Ordinal);
        }
    }
}
