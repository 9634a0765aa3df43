using System.Text.Json;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>Timesteps, noise levels and initial noise of every spacing, as diffusers sets them.</summary>
public sealed class TimestepTests
{
    [Theory]
    [InlineData("timesteps.json")]
    [InlineData("flow/timesteps.json")]
    public void Every_recorded_timestep_table_is_reproduced(string file)
    {
        var failures = new List<string>();
        foreach (var recorded in GoldenFiles.Read(file).GetProperty("cases").EnumerateArray())
        {
            var what = $"{recorded.GetProperty("scheduler")} {recorded.GetProperty("overrides")} n={recorded.GetProperty("num_inference_steps")}";
            try
            {
                var run = Start(recorded);
                Compare(recorded.GetProperty("timesteps").Doubles(), run.Timesteps, 1e-9, what + " timesteps", failures);
                if (recorded.Optional("sigmas") is { } sigmas)
                {
                    Compare(sigmas.Doubles(), run.Sigmas, 1e-10, what + " sigmas", failures);
                }

                Compare([recorded.GetProperty("init_noise_sigma").GetDouble()], [run.InitNoiseSigma], 1e-10, what + " init_noise_sigma", failures);
            }
            catch (ArgumentException exception)
            {
                failures.Add($"{what}: {exception.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Theory]
    [InlineData("ddim", "leading", 1000, 0xaa953d92f82b906c)]
    [InlineData("ddim", "linspace", 1000, 0x8a0c265a5a9ebeec)]
    [InlineData("ddim", "trailing", 1000, 0x9ceeb200fc915d45)]
    [InlineData("dpm++2m", "leading", 999, 0x1919af0ee1e0cf66)]
    [InlineData("dpm++2m", "linspace", 999, 0xd4ee9435cf8176ec)]
    [InlineData("dpm++2m", "trailing", 999, 0x36c2f2f0c70e7fb5)]
    [InlineData("lcm", "leading", 50, 0x665b3e0233728798)]
    public void Every_number_of_steps_gives_the_timesteps_of_numpy(string name, string spacing, int most, ulong expected)
    {
        // FNV-1a over all timesteps of 1, 2, .. most steps; the same was computed with NumPy's arange, linspace and round.
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { StepsOffset = 0, TimestepSpacing = spacing }, name);
        var hash = 14695981039346656037;
        for (var steps = 1; steps <= most; steps++)
        {
            foreach (var timestep in scheduler.Preview(steps).Timesteps)
            {
                hash = unchecked((hash ^ (ulong)(long)timestep) * 1099511628211);
            }
        }

        Assert.Equal(expected, hash);
    }

    [Theory]
    [InlineData("ddim", 61)]
    [InlineData("ddim", 103)]
    [InlineData("dpm++2m", 61)]
    [InlineData("euler", 103)]
    [InlineData("unipc", 61)]
    [InlineData("deis", 103)]
    public void Trailing_spacing_gives_as_many_timesteps_as_asked_for(string name, int steps)
    {
        var config = SchedulerConfig.StableDiffusion15 with { TimestepSpacing = "trailing" };
        var run = Scheduler.FromConfig(config, name).Start<double>(steps, 4);
        Assert.Equal(steps, run.CallCount);
        Assert.Equal(999, run.Timesteps[0]);
        Assert.True(run.Timesteps[^1] >= 0);
    }

    [Theory]
    [InlineData("ddim", 20)]
    [InlineData("pndm", 21)]
    [InlineData("heun", 39)]
    [InlineData("kdpm2", 39)]
    [InlineData("kdpm2-a", 39)]
    [InlineData("dpm++2m", 20)]
    [InlineData("dpm++2s", 20)]
    [InlineData("lms", 20)]
    public void Calls_for_twenty_steps_are_counted_as_they_are(string name, int calls)
    {
        var run = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name).Start<float>(20, 4, new() { Noise = [new FixedNoise()] });
        Assert.Equal(calls, run.CallCount);
        Assert.Equal(calls, run.Timesteps.Count);
    }

    private static SchedulerRun<double> Start(JsonElement recorded)
    {
        var overrides = recorded.GetProperty("overrides").EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        var config = GoldenCase.With(SchedulerConfig.StableDiffusion15, overrides);
        var scheduler = Scheduler.FromConfig(config, recorded.GetProperty("scheduler").GetString());
        return TimestepArguments.Apply(scheduler, recorded.Optional("set_timesteps_kwargs"))
            .Start<double>(recorded.GetProperty("num_inference_steps").GetInt32(), 1, new() { Noise = [new FixedNoise()] });
    }

    private static void Compare(double[] expected, IReadOnlyList<double> actual, double tolerance, string what, List<string> failures)
    {
        if (expected.Length != actual.Count)
        {
            failures.Add($"{what}: expected {expected.Length} values, got {actual.Count}");
            return;
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - actual[i]) > tolerance * Math.Max(1, Math.Abs(expected[i])))
            {
                failures.Add($"{what}[{i}]: expected {expected[i]:r}, got {actual[i]:r}");
                return;
            }
        }
    }
}
