using DiffusionCourse.Exercises;
using DiffusionCourse.Imaging;
using DiffusionCourse.Noise;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Exercises;

[Collection(EmbeddedModelGroup.Name)]
public sealed class WholeLoopExerciseTests(EmbeddedPipeline embedded)
{
    public static TheoryData<string, bool, bool, Func<float, float, float, float>> WrongLoops => new()
    {
        { "InitNoiseSigma", false, true, (u, c, w) => u + w * (c - u) },
        { "ScaleModelInput", true, false, (u, c, w) => u + w * (c - u) },
        { "conditional prediction alone", true, true, (u, c, w) => c },
        { "unconditional prediction alone", true, true, (u, c, w) => u },
        { "for w = 3", true, true, (u, c, w) => u + 3 * (c - u) },
        { "Look at the two calls", true, true, (u, c, w) => c + w * (u - c) },
    };

    [Fact]
    public void The_loop_as_it_should_be_passes() =>
        CheckAssert.Passes(Exercise.WholeLoop.Check(embedded.Pipeline, request => Draw(request, true, true, (u, c, w) => u + w * (c - u))));

    [Theory]
    [MemberData(nameof(WrongLoops))]
    public void What_is_missing_is_named(string advice, bool scaledNoise, bool scaledInput, Func<float, float, float, float> guide) =>
        CheckAssert.Fails(Exercise.WholeLoop.Check(embedded.Pipeline, request => Draw(request, scaledNoise, scaledInput, guide)), advice);

    [Fact]
    public void An_answer_that_is_none_fails()
    {
        CheckAssert.Fails(Exercise.WholeLoop.Check(embedded.Pipeline, _ => null!), "pipeline.Decode");
        CheckAssert.Fails(Exercise.WholeLoop.Check(embedded.Pipeline, _ => new RgbImage(1, 1, [0, 0, 0])), "pipeline.Decode");
        CheckAssert.Fails(Exercise.WholeLoop.Check(embedded.Pipeline, _ => throw new InvalidOperationException("no idea")), "no idea");
    }

    [Fact]
    public void The_broken_scheduler_is_broken()
    {
        CheckAssert.Fails(Exercise.BrokenScheduler.Check(Broken), "");

        static double[] Broken(double[] sample, double[] epsilon, int t, int stride, NoiseSchedule schedule)
        {
            double now = schedule.AlphasCumprod[t], next = t < stride ? 1 : schedule.AlphasCumprod[t - stride];
            return [.. sample.Zip(epsilon, (x, e) => Math.Sqrt(next) * (x - (1 - now) * e) / Math.Sqrt(now) + Math.Sqrt(1 - now) * e)];
        }
    }

    private RgbImage Draw(GenerationRequest request, bool scaledNoise, bool scaledInput, Func<float, float, float, float> guide)
    {
        var pipeline = embedded.Pipeline;
        var (prompt, nothing) = (pipeline.EncodePrompt(request.Prompt), pipeline.EncodePrompt(""));
        var run = Scheduler.FromConfig(pipeline.SchedulerConfig, "euler").Start<float>(request.Steps, pipeline.LatentCount);
        float[] sample = new float[run.Length], input = new float[run.Length];
        new GaussianNoise(request.Seed).Fill(sample.AsSpan());
        sample = [.. sample.Select(x => scaledNoise ? x * (float)run.InitNoiseSigma : x)];
        foreach (var t in run.Timesteps)
        {
            run.ScaleModelInput(sample, input);
            var shown = scaledInput ? input : sample;
            float[] conditional = pipeline.Predict(shown, t, prompt), unconditional = pipeline.Predict(shown, t, nothing);
            run.Step([.. unconditional.Zip(conditional, (u, c) => guide(u, c, (float)request.GuidanceScale!.Value))], sample);
        }

        return pipeline.Decode(sample);
    }
}
