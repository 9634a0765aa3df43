using DiffusionCourse.Cost;
using DiffusionCourse.Exercises;
using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Tests.Exercises;

/// <summary>What the prose of the exercises says of numbers.</summary>
public sealed class ExerciseProseTests
{
    [Fact]
    public void Exercise_4_guided_noise_dips_between_0_and_1_and_then_rises_nearly_in_a_straight_line()
    {
        double[] u = Samples.Normal(1, 4096), c = Samples.Normal(2, 4096);
        double Deviation(double w) => Math.Sqrt(Samples.Each(u, c, (a, b) => a + w * (b - a)).Sum(x => x * x) / u.Length);
        Assert.True(Deviation(0.5) < Math.Min(Deviation(0), Deviation(1)));
        double early = Deviation(7.5) - Deviation(5), late = Deviation(15) - Deviation(12.5);
        Assert.InRange(late / early, 0.98, 1.02);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void Exercise_5_with_a_perfect_prediction_any_number_of_steps_ends_within_a_tenth_of_the_point(int steps)
    {
        double x = 2, point = -0.5;
        var bars = NoiseSchedule.ScaledLinear().AlphasCumprod;
        var stride = 1000 / steps;
        for (var t = (steps - 1) * stride + 1; t > 0; t -= stride)
        {
            double now = bars[t], next = bars[Math.Max(t - stride, 0)];
            var epsilon = (x - Math.Sqrt(now) * point) / Math.Sqrt(1 - now);
            x = Math.Sqrt(next) * (x - Math.Sqrt(1 - now) * epsilon) / Math.Sqrt(now) + Math.Sqrt(1 - next) * epsilon;
        }

        Assert.InRange(x, point - 0.1, point + 0.1);
    }

    [Fact]
    public void Exercise_7_Stable_Diffusions_schedule_meets_the_first_two_goals_of_five()
    {
        var result = Exercise.NoiseSchedule.Check(length => [.. NoiseSchedule.ScaledLinear(length).AlphasCumprod]);
        Assert.Equal([true, true, false, false, false], result.Cases.Take(5).Select(one => one.IsRight));
    }

    [Fact]
    public void Exercise_7_the_hints_curve_reaches_the_logarithm_of_ten_no_sooner_than_at_two_thirds_of_the_way() =>
        Assert.InRange(0.7 * 0.65 + 6.3 * 0.65 * 0.65 * 0.65, 0, Math.Log(10));

    [Fact]
    public void Exercise_8_in_a_single_unguided_step_the_VAE_costs_most()
    {
        var cost = ModelArchitecture.StableDiffusion15.Count();
        Assert.True(cost.VaeDecoder.GMac > cost.UNet.GMac && cost.VaeDecoder.GMac > cost.TextEncoder.GMac);
    }

    [Fact]
    public void Exercise_9_the_wave_drowns_between_timesteps_200_and_800()
    {
        var snr = NoiseSchedule.ScaledLinear().SignalToNoise;
        Assert.True(snr[200] > 2 && snr[800] < 0.1, $"{snr[200]}, {snr[800]}");
    }

    [Fact]
    public void Exercise_10_two_of_the_five_levels_of_its_question_lie_below_1()
    {
        var levels = SigmaGrid.Spread(SigmaSpacing.Karras, 14.6, 0.03, 5);
        Assert.Equal(2, levels.Count(level => level < 1));
    }
}
