using DiffusionCourse.Exercises;
using DiffusionCourse.Noise;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Exercises;

public sealed class DdimStepExerciseTests
{
    private delegate double Rule(double x, double e, double now, double next);

    [Fact]
    public void The_step_passes() => CheckAssert.Passes(Check(Right));

    [Fact]
    public void The_stub_fails() => CheckAssert.Fails(Exercise.DdimStep.Check((x, _, _, _, _) => x), "nothing was done yet");

    [Fact]
    public void Mistakes_in_the_formula_are_named()
    {
        Named("predicted picture x0", (x, e, now, next) => (x - Root(1 - now) * e) / Root(now));
        Named("noise of the next level is missing", (x, e, now, next) => Root(next) * (x - Root(1 - now) * e) / Root(now));
        Named("square roots are missing", (x, e, now, next) => next * (x - (1 - now) * e) / now + (1 - next) * e);
        Named("where the noise is taken out: sqrt", (x, e, now, next) => Root(next) * (x - (1 - now) * e) / Root(now) + Root(1 - next) * e);
        Named("where the noise is put back: sqrt", (x, e, now, next) => Root(next) * (x - Root(1 - now) * e) / Root(now) + (1 - next) * e);
        Named("put back is that of timestep t", (x, e, now, next) => Root(next) * (x - Root(1 - now) * e) / Root(now) + Root(1 - now) * e);
        Named("not divided by sqrt(a_t)", (x, e, now, next) => Root(next) * (x - Root(1 - now) * e) + Root(1 - next) * e);
        Named("added where it should be taken out", (x, e, now, next) => Root(next) * (x + Root(1 - now) * e) / Root(now) + Root(1 - next) * e);
        Named("levels are swapped", (x, e, now, next) => Right(x, e, next, now));
        Named("no typical mistake", (x, e, now, next) => Right(x, e, now, next) + 0.01);
    }

    [Fact]
    public void Mistakes_in_the_levels_are_named()
    {
        Named("AlphasCumprod", (t, stride, s) => (1 - s.Betas[t], 1 - s.Betas[Math.Max(t - stride, 0)]));
        Named("set_alpha_to_one", (t, stride, s) => (s.AlphasCumprod[t], t - stride < 0 ? 1 : s.AlphasCumprod[t - stride]));
        Named("went to t - 1", (t, stride, s) => (s.AlphasCumprod[t], s.AlphasCumprod[Math.Max(t - 1, 0)]));
        Named("went to t + stride", (t, stride, s) => (s.AlphasCumprod[t], s.AlphasCumprod[Math.Min(t + stride, s.Length - 1)]));
        Named("next level is off by one", (t, stride, s) => (s.AlphasCumprod[t], s.AlphasCumprod[Math.Max(t - stride - 1, 0)]));
        Named("present level is off by one", (t, stride, s) => (s.AlphasCumprod[Math.Max(t - 1, 0)], s.AlphasCumprod[Math.Max(t - stride, 0)]));
        Named("counted from the end", (t, stride, s) => (s.AlphasCumprod[t], s.AlphasCumprod[(t - stride + s.Length) % s.Length]));
    }

    [Fact]
    public void An_index_below_0_is_explained() =>
        CheckAssert.Fails(Exercise.DdimStep.Check((x, e, t, stride, s) => [.. x.Zip(e, (a, b) => Right(a, b, s.AlphasCumprod[t], s.AlphasCumprod[t - stride]))]), "outside an array");

    [Fact]
    public void A_schedule_that_is_built_in_does_not_pass()
    {
        var own = NoiseSchedule.ScaledLinear();
        var result = Exercise.DdimStep.Check((x, e, t, stride, _) => [.. x.Zip(e, (a, b) => Right(a, b, own.AlphasCumprod[t], own.AlphasCumprod[Math.Max(t - stride, 0)]))]);
        Assert.False(result.Passed);
        Assert.Equal(2, result.Cases.Count(one => !one.IsRight));
    }

    [Fact]
    public void The_recorded_numbers_are_those_of_the_golden_file()
    {
        var recorded = GoldenCase.All("traj_DDIMScheduler.json").Single(one => one.Id == "DDIMScheduler/sd15/n5").Data;
        Assert.Equal(recorded.GetProperty("steps").EnumerateArray().Last().GetProperty("sample").Doubles(), DdimRecording.FinalSample);
        Assert.Equal(GoldenModel.InitialSample<double>(1), DdimRecording.InitialSample());
    }

    private static double Root(double value) => Math.Sqrt(value);

    private static double Right(double x, double e, double now, double next) => Root(next) * (x - Root(1 - now) * e) / Root(now) + Root(1 - next) * e;

    private static void Named(string advice, Rule rule) => CheckAssert.Fails(Check(rule), advice);

    private static void Named(string advice, Func<int, int, NoiseSchedule, (double Now, double Next)> levels) => CheckAssert.Fails(
        Exercise.DdimStep.Check((x, e, t, stride, s) =>
        {
            var (now, next) = levels(t, stride, s);
            return [.. x.Zip(e, (a, b) => Right(a, b, now, next))];
        }),
        advice);

    private static CheckResult Check(Rule rule) => Exercise.DdimStep.Check((x, e, t, stride, s) =>
        [.. x.Zip(e, (a, b) => rule(a, b, s.AlphasCumprod[t], s.AlphasCumprod[Math.Max(t - stride, 0)]))]);
}
