using DiffusionCourse.Exercises;
using DiffusionCourse.Imaging;
using DiffusionCourse.Metrics;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Exercises;

[Collection(EmbeddedModelGroup.Name)]
public sealed class SchedulerContestExerciseTests(EmbeddedPipeline embedded)
{
    private static readonly string[] Prompts = ["a cat", "a castle"];
    private static SweepResult? _contest;
    private static SweepResult? _references;

    [Fact]
    public async Task The_distance_and_the_winner_pass()
    {
        await DrawAsync();
        var passed = Schedulers().Select(name => Exercise.SchedulerContest.Check(Right, name, _contest!, _references!)).Where(result => result.Passed).ToArray();
        CheckAssert.Passes(Assert.Single(passed));
    }

    [Fact]
    public async Task A_winner_that_was_not_measured_does_not_pass()
    {
        await DrawAsync();
        CheckAssert.Fails(Exercise.SchedulerContest.Check(Right, "", _contest!, _references!), "Name one of the contestants: ddim, dpm++2m");
        CheckAssert.Fails(Exercise.SchedulerContest.Check(Right, "heun", _contest!, _references!), "Name one of the contestants");
        var loser = Schedulers().Single(name => !Exercise.SchedulerContest.Check(Right, name, _contest!, _references!).Passed);
        CheckAssert.Fails(Exercise.SchedulerContest.Check(Right, loser, _contest!, _references!), "The smallest is the closest");
    }

    [Fact]
    public async Task Mistakes_in_the_distance_are_named()
    {
        await DrawAsync();
        Named("take its square root", (a, b) => Mean(a, b, d => d * d));
        Named("root of the sum", (a, b) => Math.Sqrt(Mean(a, b, d => d * d) * a.Pixels.Length));
        Named("number of pixels", (a, b) => Math.Sqrt(3 * Mean(a, b, d => d * d)));
        Named("mean absolute difference", (a, b) => Mean(a, b, Math.Abs));
        Named("cancel each other out", (a, b) => Mean(a, b, d => d));
        Named("divided by 255", (a, b) => Right(a, b) / 255);
        Named("wrapped round", (a, b) => Math.Sqrt(Mean(a, b, d => (byte)(int)d * (double)(byte)(int)d)));
        Named("largest difference", (a, b) => a.Pixels.ToArray().Zip(b.Pixels.ToArray(), (x, y) => Math.Abs(x - y)).Max());
        Named("nothing is measured yet", (_, _) => 0);
        Named("no finite number", (_, _) => double.NaN);
        Named("threw", (_, _) => throw new InvalidOperationException());
    }

    [Fact]
    public async Task An_unfair_contest_is_refused()
    {
        await DrawAsync();
        var pipeline = embedded.Pipeline;
        var request = new GenerationRequest("a cat") { Steps = 3 };
        var few = await pipeline.SweepAsync(request, prompts: Prompts);
        var otherSeed = await pipeline.SweepAsync(request with { Steps = 6, Seed = 9 }, prompts: Prompts);
        var otherOrder = await pipeline.SweepAsync(request with { Steps = 6 }, prompts: Prompts.Reverse().ToArray());
        Unfair("more steps", few);
        Unfair("seeds differ", otherSeed);
        Unfair("another order", otherOrder);
        Unfair("one reference for each prompt", _contest!);
    }

    private static void Unfair(string advice, SweepResult references) => CheckAssert.Fails(Exercise.SchedulerContest.Check(Right, "ddim", _contest!, references), advice);

    private static void Named(string advice, Func<RgbImage, RgbImage, double> wrong) => CheckAssert.Fails(Exercise.SchedulerContest.Check(wrong, "ddim", _contest!, _references!), advice);

    private static string[] Schedulers() => [.. _contest!.Rows[0].Select(result => result.Scheduler)];

    private static double Right(RgbImage a, RgbImage b) => ImageMetrics.RootMeanSquaredError(a.Pixels, b.Pixels);

    private static double Mean(RgbImage a, RgbImage b, Func<double, double> of) => a.Pixels.ToArray().Zip(b.Pixels.ToArray(), (x, y) => of((double)x - y)).Average();

    private async Task DrawAsync()
    {
        var pipeline = embedded.Pipeline;
        _contest ??= await pipeline.SweepAsync(new("a cat") { Steps = 3 }, schedulers: ["ddim", "dpm++2m"], prompts: Prompts);
        _references ??= await pipeline.SweepAsync(new("a cat") { Steps = 6 }, prompts: Prompts);
    }
}
