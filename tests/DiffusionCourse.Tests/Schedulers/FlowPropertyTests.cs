using System.Text.Json;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>Flow matching where all is known: Gaussian data, whose perfect network and exact ways have closed forms.</summary>
public sealed class FlowPropertyTests
{
    private static readonly JsonElement Properties = GoldenFiles.Read("flow/properties.json");

    [Fact]
    public void Eulers_runs_on_Gaussian_data_end_where_they_were_recorded_to_end()
    {
        var compared = 0;
        foreach (var recorded in Properties.GetProperty("gaussian").EnumerateArray().Where(one => one.GetProperty("kind").GetString() == "gaussian_euler"))
        {
            double mean = recorded.GetProperty("data_mean").GetDouble(), deviation = recorded.GetProperty("data_sd").GetDouble();
            double[] levels = recorded.GetProperty("t_grid").Doubles()[..^1], x = recorded.GetProperty("initial").Doubles();
            var run = new FlowMatchEulerScheduler { CustomSigmas = levels }.Start<double>(levels.Length, x.Length);
            var velocity = new double[x.Length];
            foreach (var timestep in run.Timesteps)
            {
                var t = timestep / 1000;
                var variance = (1 - t) * (1 - t) * deviation * deviation + t * t;
                for (var i = 0; i < x.Length; i++)
                {
                    var off = (x[i] - (1 - t) * mean) / variance;
                    velocity[i] = t * off - (mean + (1 - t) * deviation * deviation * off);
                }

                run.Step(velocity, x);
            }

            Close(recorded.GetProperty("steps").EnumerateArray().Last().GetProperty("x").Doubles(), x);
            compared++;
        }

        Assert.True(compared >= 5, $"{compared} runs");
    }

    [Fact]
    public void The_perfect_networks_of_Gaussian_data_are_the_recorded_ones()
    {
        foreach (var recorded in Properties.GetProperty("gaussian_fields").EnumerateArray())
        {
            double mean = recorded.GetProperty("data_mean").GetDouble(), t = recorded.GetProperty("t").GetDouble();
            var world = new ToyDistribution([new(mean, mean, recorded.GetProperty("data_sd").GetDouble(), 0)]);
            double[] x = recorded.GetProperty("x").Doubles(), found = new double[x.Length];
            world.Velocity(x, 1 - t, t, null, found);
            Close(recorded.GetProperty("velocity").Doubles(), found);
            world.Original(x, 1 - t, t, null, found);
            Close(recorded.GetProperty("x0").Doubles(), found);
            world.Epsilon(x, 1 - t, t, null, found);
            Close(recorded.GetProperty("epsilon").Doubles(), found);
            world.Score(x, 1 - t, t, null, found);
            Close(recorded.GetProperty("score").Doubles(), found);
        }
    }

    [Fact]
    public void A_velocity_on_a_straight_path_and_v_of_a_noise_schedule_say_the_same()
    {
        foreach (var recorded in Properties.GetProperty("conversions").EnumerateArray().Where(one => one.GetProperty("t").GetDouble() is > 0 and < 1))
        {
            double t = recorded.GetProperty("t").GetDouble(), length = Math.Sqrt((1 - t) * (1 - t) + t * t);
            double[] x = recorded.GetProperty("x_t").Doubles(), velocity = recorded.GetProperty("velocity").Doubles();
            double[] original = [.. x.Zip(velocity, (at, u) => at - t * u)], epsilon = [.. x.Zip(velocity, (at, u) => at + (1 - t) * u)];
            double[] sample = [.. x.Select(value => value / length)], v = recorded.GetProperty("vp_v_prediction").Doubles(), found = new double[x.Length];
            Close(recorded.GetProperty("vp_x").Doubles(), sample);

            var process = new ForwardProcess(NoiseSchedule.FromBetas([1 - (1 - t) * (1 - t) / (length * length)]));
            Close([recorded.GetProperty("vp_alpha").GetDouble(), recorded.GetProperty("vp_sigma").GetDouble()], [process.SignalScale(0), process.NoiseScale(0)]);
            process.Velocity<double>(original, epsilon, 0, found);
            Close(v, found);
            process.OriginalFromVelocity<double>(sample, v, 0, found);
            Close(original, found);
            process.EpsilonFromVelocity<double>(sample, v, 0, found);
            Close(epsilon, found);
        }
    }

    [Fact]
    public void A_guided_Euler_step_is_the_recorded_one()
    {
        foreach (var recorded in Properties.GetProperty("euler_is_ddim").EnumerateArray())
        {
            double[] levels = [recorded.GetProperty("t").GetDouble(), recorded.GetProperty("next_t").GetDouble()], x = recorded.GetProperty("x").Doubles();
            if (levels[1] == 0)
            {
                levels = [levels[0]];
            }

            new FlowMatchEulerScheduler { CustomSigmas = levels }.Start<double>(levels.Length, x.Length).Step(recorded.GetProperty("velocity_guided").Doubles(), x);
            Close(recorded.GetProperty("next_x").Doubles(), x);
        }
    }

    [Fact]
    public void A_shift_keeps_levels_between_0_and_1_and_in_their_order()
    {
        for (var exponent = -40; exponent <= 40; exponent++)
        {
            var shift = new FlowShift { Shift = Math.Pow(1.3, exponent) };
            var levels = Enumerable.Range(0, 1001).Select(i => shift.Apply(i / 1000.0)).ToArray();
            Assert.Equal((0, true), (levels[0], levels[^1] <= 1));
            Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        }
    }

    private static void Close(double[] expected, double[] found)
    {
        Assert.True(found.Length >= expected.Length);
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], found[i], 1e-9));
    }
}
