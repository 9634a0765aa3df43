using System.Globalization;
using System.Text.RegularExpressions;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>How many steps a strength leaves, by the rules of diffusers' pipelines, and what is said where it leaves none.</summary>
public sealed partial class StrengthTests
{
    private static readonly SchedulerConfig Flow = SchedulerConfig.FromJson("""{ "_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0 }""");

    // t_start = n - min(int(n * strength), n) for Stable Diffusion 1, 2 and XL; int(max(n - min(n * strength, n), 0)) for Stable Diffusion 3 and FLUX.
    [Theory]
    [InlineData(10, 0.25, 2, 3)]
    [InlineData(10, 0.05, 0, 1)]
    [InlineData(10, 0.6, 6, 6)]
    [InlineData(7, 0.5, 3, 4)]
    [InlineData(100, 0.57, 56, 57)]
    [InlineData(10, 1.0, 10, 10)]
    public void A_flow_model_runs_the_step_that_a_strength_leaves_in_part_and_others_skip_it(int steps, double strength, int run, int runOfFlow)
    {
        foreach (var name in new[] { "ddim", "euler", "dpm++2m" })
        {
            var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
            Assert.Equal(run == 0, scheduler.RefusalOf(steps, strength) is not null);
            if (run > 0)
            {
                Assert.Equal(run, scheduler.Preview(steps, strength).CallCount);
            }
        }

        foreach (var name in new[] { "flow-euler", "dpm++2m", "dpm++2s", "unipc" })
        {
            var scheduler = Scheduler.FromConfig(Flow, name);
            Assert.Null(scheduler.RefusalOf(steps, strength));
            Assert.Equal(runOfFlow, scheduler.Preview(steps, strength).CallCount);
        }

        Assert.Equal(2 * runOfFlow - 1, Scheduler.FromConfig(Flow, "flow-heun").Preview(steps, strength).CallCount);
    }

    [Theory]
    [InlineData("lcm")]
    [InlineData("tcd")]
    public void A_strength_does_not_shorten_the_runs_of_consistency_models(string name)
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
        Assert.Null(scheduler.RefusalOf(4, 0.2));
        Assert.Equal(4, scheduler.Preview(4, 0.2).CallCount);
        Assert.Contains("2 timesteps to choose from", scheduler.RefusalOf(4, 0.05), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Preview(4, 0.05));
        var refusal = scheduler.RefusalOf(4, 0.01)!;
        Assert.EndsWith("use a strength of 0.08 or more.", refusal, StringComparison.Ordinal);
        Assert.Equal(4, scheduler.Preview(4, 0.08).CallCount);
    }

    [Fact]
    public void No_number_of_steps_is_recommended_that_the_spacing_refuses()
    {
        var leading = new DdimScheduler { TimestepSpacing = TimestepSpacing.Leading, StepsOffset = 1 };
        Assert.DoesNotContain("steps or more", leading.RefusalOf(10, 0.001), StringComparison.Ordinal);
        Assert.Contains("or 1000 steps or more", (leading with { StepsOffset = 0 }).RefusalOf(10, 0.001), StringComparison.Ordinal);
        foreach (var offset in new[] { 0, 1, 3 })
        {
            var scheduler = new DpmSolverMultistepScheduler { TimestepSpacing = TimestepSpacing.Leading, StepsOffset = offset };
            var error = Assert.ThrowsAny<ArgumentException>(() => scheduler.Preview(1000));
            var most = int.Parse(MostSteps().Match(error.Message).Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.Equal(most, scheduler.Preview(most).CallCount);
            Assert.ThrowsAny<ArgumentException>(() => scheduler.Preview(most + 1));
        }
    }

    [GeneratedRegex("has at most ([0-9]+) steps here")]
    private static partial Regex MostSteps();

    [Fact]
    public void The_strength_that_a_refusal_recommends_is_accepted_for_every_number_of_steps()
    {
        var scheduler = new EulerScheduler();
        for (var steps = 1; steps <= scheduler.TrainTimesteps; steps++)
        {
            Assert.Equal(1, scheduler.Preview(steps, LeastStrength(Refusal(scheduler, steps, 0.9 / steps))).CallCount);
        }
    }

    [Fact]
    public void The_number_of_steps_that_a_refusal_recommends_is_accepted_for_every_strength()
    {
        var scheduler = new EulerScheduler();
        for (var steps = 2; steps < scheduler.TrainTimesteps; steps++)
        {
            var strength = 1.0 / steps;
            Assert.Equal(1, scheduler.Preview(FewestSteps(Refusal(scheduler, 1, strength)), strength).CallCount);
        }
    }

    [Fact]
    public void A_number_of_steps_that_is_refused_itself_is_not_recommended()
    {
        Assert.DoesNotContain("steps or more", Refusal(new EulerScheduler(), 10, 0.0005), StringComparison.Ordinal);
        Assert.DoesNotContain("steps or more", Refusal(new EulerScheduler { CustomTimesteps = [999, 500, 1] }, 3, 0.2), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_noisiest_timesteps_are_cut_off_the_recommended_strength_reaches_below_them()
    {
        var scheduler = new DpmSolverMultistepScheduler { NoiseSchedule = NoiseSchedule.Cosine(), TimestepSpacing = TimestepSpacing.Trailing, LambdaMinClipped = 0 };
        Assert.InRange(scheduler.Preview(100).CallCount, 10, 90);
        var refusal = Refusal(scheduler, 100, 0.05);
        Assert.Equal(1, scheduler.Preview(100, LeastStrength(refusal)).CallCount);
        Assert.DoesNotContain("steps or more", refusal, StringComparison.Ordinal);
    }

    private static string Refusal(Scheduler scheduler, int steps, double strength)
        => Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Preview(steps, strength)).Message;

    private static double LeastStrength(string refusal) => double.Parse(Recommended().Match(refusal).Groups["strength"].Value, CultureInfo.InvariantCulture);

    private static int FewestSteps(string refusal) => int.Parse(Recommended().Match(refusal).Groups["steps"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Use (?<strength>[0-9.]+) or more(, or (?<steps>[0-9]+) steps or more)?\.")]
    private static partial Regex Recommended();
}
