using System.Globalization;
using System.Text.Json;
using DiffusionCourse.Noise;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Noise;

public sealed class NoiseScheduleTests
{
    [Theory]
    [InlineData("linear/1000")]
    [InlineData("scaled_linear/1000")]
    [InlineData("squaredcos_cap_v2/1000")]
    [InlineData("scaled_linear_zero_snr/1000")]
    [InlineData("linear/100")]
    public void Schedules_agree_with_diffusers_to_twelve_digits(string name)
    {
        var recorded = GoldenFiles.Read("schedules.json").GetProperty("schedules").GetProperty(name);
        var schedule = Create(recorded.GetProperty("name").GetString()!, recorded.GetProperty("T").GetInt32());
        AssertEntries(recorded.GetProperty("betas"), schedule.Betas, 1e-12);
        AssertEntries(recorded.GetProperty("alphas_cumprod"), schedule.AlphasCumprod, 1e-12);
        AssertEntries(recorded.GetProperty("sigma"), schedule.Sigmas, 1e-9);
        AssertEntries(recorded.GetProperty("snr"), schedule.SignalToNoise, 1e-9);
        Assert.Equal(recorded.GetProperty("sum_betas").GetDouble(), schedule.Betas.Sum(), 1e-11);
        Assert.Equal(recorded.GetProperty("sum_alphas_cumprod").GetDouble(), schedule.AlphasCumprod.Sum(), 1e-9);
        Assert.Equal(Regions(recorded.GetProperty("snr_regions")), schedule.CountByRegion());
    }

    [Fact]
    public void A_schedule_whose_last_levels_are_equal_is_rescaled_too()
    {
        var rescaled = NoiseSchedule.ClippedCosine().RescaleToZeroTerminalSnr();
        Assert.Equal(0, rescaled.AlphasCumprod[^1]);
        Assert.All(rescaled.Betas, beta => Assert.InRange(beta, 0, 1));
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Contains("alphas cumprod 0.99915 to ", NoiseSchedule.ScaledLinear().ToString(), StringComparison.Ordinal);
            Assert.Contains("low 0.5", Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.ScaledLinear().CountByRegion(0.5, 0.1)).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_clipped_cosine_differs_from_the_papers_only_at_the_end()
    {
        var recorded = GoldenFiles.Read("schedules.json").GetProperty("seed_notebook").GetProperty("cosine");
        var clipped = NoiseSchedule.ClippedCosine();
        AssertEntries(recorded.GetProperty("alpha_bar"), clipped.AlphasCumprod, 1e-12);
        Assert.Equal(recorded.GetProperty("sum_alpha_bar").GetDouble(), clipped.AlphasCumprod.Sum(), 1e-9);
        Assert.Equal(Regions(recorded.GetProperty("regions")), clipped.CountByRegion());
        Assert.Equal(recorded.GetProperty("clipped_entries").GetInt32(), clipped.AlphasCumprod.Count(a => a == 1e-5));

        var paper = NoiseSchedule.Cosine();
        Assert.All(Enumerable.Range(0, 990), t => Assert.Equal(paper.AlphasCumprod[t], clipped.AlphasCumprod[t], 1e-12));
        Assert.True(paper.AlphasCumprod[999] < 1e-8);
    }

    [Fact]
    public void Stable_Diffusion_is_not_pure_noise_at_its_last_timestep()
    {
        Assert.Equal(0.068, Math.Sqrt(NoiseSchedule.ScaledLinear().AlphasCumprod[999]), 0.0005);
    }

    [Fact]
    public void Rescaling_to_zero_terminal_snr_keeps_the_first_timestep_and_empties_the_last()
    {
        var schedule = NoiseSchedule.ScaledLinear();
        var rescaled = schedule.RescaleToZeroTerminalSnr();
        Assert.Equal(schedule.AlphasCumprod[0], rescaled.AlphasCumprod[0], 1e-15);
        Assert.Equal(0, rescaled.AlphasCumprod[^1]);
        Assert.Equal(double.PositiveInfinity, rescaled.Sigmas[^1]);
        Assert.Equal(double.NegativeInfinity, rescaled.LogSnr[^1]);
    }

    [Fact]
    public void Log_snr_is_the_logarithm_of_the_ratio_and_sigma_its_inverse_root()
    {
        var schedule = NoiseSchedule.Linear();
        for (var t = 0; t < schedule.Length; t += 37)
        {
            Assert.Equal(Math.Log(schedule.SignalToNoise[t]), schedule.LogSnr[t], 1e-10);
            Assert.Equal(1, schedule.SignalToNoise[t] * schedule.Sigmas[t] * schedule.Sigmas[t], 1e-10);
        }
    }

    [Fact]
    public void Regions_move_with_their_limits_and_always_count_every_timestep()
    {
        var schedule = NoiseSchedule.ScaledLinear();
        Assert.Equal(new SnrRegions(88, 599, 313), schedule.CountByRegion());
        var narrow = schedule.CountByRegion(1, 1);
        Assert.Equal(0, narrow.Middle);
        Assert.Equal(1000, narrow.Total);
    }

    [Fact]
    public void Equal_betas_make_equal_schedules()
    {
        Assert.Equal(NoiseSchedule.Linear(), NoiseSchedule.FromBetas(NoiseSchedule.Linear().Betas));
        Assert.NotEqual(NoiseSchedule.Linear(), NoiseSchedule.ScaledLinear());
    }

    [Fact]
    public void Bad_parameters_are_refused_by_name()
    {
        Assert.Contains("at least one training timestep", Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Linear(0)).Message, StringComparison.Ordinal);
        Assert.Contains("0 < start <= end < 1", Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Linear(10, 0.02, 0.01)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.ScaledLinear(10, double.NaN, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Cosine(10, -1));
        Assert.Contains("beta[1]", Assert.Throws<ArgumentException>(() => NoiseSchedule.FromBetas([0.1, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NoiseSchedule.FromBetas([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseSchedule.Linear().CountByRegion(0, 10));
        Assert.Throws<InvalidOperationException>(() => NoiseSchedule.FromBetas([0.1]).RescaleToZeroTerminalSnr());
    }

    private static NoiseSchedule Create(string name, int length) => name switch
    {
        "linear" => NoiseSchedule.Linear(length),
        "scaled_linear" => NoiseSchedule.ScaledLinear(length),
        "squaredcos_cap_v2" => NoiseSchedule.Cosine(length),
        "scaled_linear_zero_snr" => NoiseSchedule.ScaledLinear(length).RescaleToZeroTerminalSnr(),
        _ => throw new ArgumentException(name),
    };

    private static SnrRegions Regions(JsonElement recorded) => new(
        recorded.GetProperty("high_gt_10").GetInt32(), recorded.GetProperty("mid_0p1_to_10").GetInt32(), recorded.GetProperty("low_le_0p1").GetInt32());

    private static void AssertEntries(JsonElement recorded, IReadOnlyList<double> actual, double tolerance)
    {
        foreach (var entry in recorded.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Number))
        {
            var expected = entry.Value.GetDouble();
            var t = int.Parse(entry.Name, CultureInfo.InvariantCulture);
            var error = Math.Abs(expected - actual[t]);
            Assert.True(error <= tolerance * Math.Abs(expected) + 1e-17, $"t = {t}: expected {expected:r}, got {actual[t]:r}");
        }
    }
}
