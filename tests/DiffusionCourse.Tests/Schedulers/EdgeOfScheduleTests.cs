using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>Rare settings, with the numbers that diffusers gives for them.</summary>
public sealed class EdgeOfScheduleTests
{
    private static readonly SchedulerConfig Config = SchedulerConfig.StableDiffusion15;

    [Fact]
    public void The_middle_of_the_laplace_schedule_has_a_sign()
    {
        var betas = NoiseSchedule.Laplace(1000).Betas;
        Assert.Equal(0.0002501562265, betas[499], 1e-13);
        Assert.Equal(0.00025003138294010796, betas[500], 1e-15);
    }

    [Fact]
    public void An_infinite_level_has_no_Karras_spacing() =>
        Assert.Contains("must be finite", Assert.Throws<ArgumentOutOfRangeException>(() => Scheduler.KarrasSigmas(10, double.PositiveInfinity, 0.03)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("dpm++2m", "karras")]
    [InlineData("dpm++2m", "exponential")]
    [InlineData("dpm++2m", "beta")]
    [InlineData("dpm++2m", "lu")]
    [InlineData("dpm++2s", "karras")]
    [InlineData("dpm++2s", "exponential")]
    [InlineData("dpm++2s", "beta")]
    public void One_step_of_a_spread_spacing_goes_down_to_the_smallest_level(string name, string spacing)
    {
        var run = Spread(spacing, name).Start<double>(1, 1);
        Assert.Equal([14.6146, 0.0292], run.Sigmas.Select(sigma => Math.Round(sigma, 4)));
        Assert.Equal(7.352949511785469, Finish(run, 1, 0.5), 1e-9);
    }

    [Theory]
    [InlineData("karras")]
    [InlineData("exponential")]
    [InlineData("beta")]
    public void A_group_of_two_needs_distinct_levels_only_where_it_asks(string spacing) =>
        Assert.Equal(7.34713, Finish(Spread(spacing, "dpm++2s").Start<double>(2, 1), 1, 0.5, 0.9), 5e-6);

    [Theory]
    [InlineData("karras", "leading")]
    [InlineData("exponential", "leading")]
    [InlineData("beta", "leading")]
    [InlineData("karras", "trailing")]
    public void Log_linear_interpolation_sets_the_ends_of_a_spread_spacing(string spacing, string timesteps)
    {
        var config = Spaced(Config with { InterpolationType = "log_linear", TimestepSpacing = timesteps }, spacing);
        var run = Scheduler.FromConfig(config, "euler").Start<double>(2, 1);
        Assert.Equal([999, 0], run.Timesteps.Select(timestep => Math.Round(timestep, 6)));
        Assert.Equal([14.6146, 0.0292, 0], run.Sigmas.Select(sigma => Math.Round(sigma, 4)));
    }

    [Theory]
    [InlineData("unipc", "karras")]
    [InlineData("dpm++2m", "exponential")]
    [InlineData("deis", "beta")]
    [InlineData("euler", "karras")]
    [InlineData("heun", "karras")]
    public void A_run_starts_at_the_last_timestep_even_where_its_replaced_level_lies_below_its_neighbour(string name, string spacing)
    {
        var config = Spaced(Config with { RescaleBetasZeroSnr = true, BetaEnd = 0.03, PredictionType = "v_prediction" }, spacing);
        var scheduler = Scheduler.FromConfig(config, name);
        Assert.True(scheduler.NoiseSchedule.Sigmas[^2] > 4096);
        foreach (var steps in new[] { 2, 17 })
        {
            Assert.Equal(999, scheduler.Preview(steps).Timesteps[0]);
        }
    }

    // The clipped cosine's last three timesteps share one level, and leave nothing to interpolate by.
    [Fact]
    public void A_level_that_the_last_timesteps_share_is_found_among_them()
    {
        var schedule = NoiseSchedule.ClippedCosine();
        Assert.Equal(schedule.Sigmas[^1], schedule.Sigmas[^2]);
        Scheduler[] schedulers =
        [
            new EulerScheduler { NoiseSchedule = schedule, SigmaSpacing = SigmaSpacing.Beta },
            new EulerScheduler { NoiseSchedule = schedule, SigmaSpacing = SigmaSpacing.Exponential },
            new HeunScheduler { NoiseSchedule = schedule, SigmaSpacing = SigmaSpacing.Karras },
            new DpmSolverMultistepScheduler { NoiseSchedule = schedule, SigmaSpacing = SigmaSpacing.Exponential },
        ];
        foreach (var scheduler in schedulers)
        {
            var timesteps = scheduler.Preview(10).Timesteps;
            Assert.InRange(timesteps[0], 996, 999);
            Assert.All(timesteps, timestep => Assert.InRange(timestep, 0, 999));
        }

        Assert.Equal(999, new EulerScheduler { NoiseSchedule = schedule, CustomSigmas = [schedule.Sigmas[^1], 1, 0] }.Preview(2).Timesteps[0]);
    }

    // Two betas of 0 after the first: a sigma below the level that they share is found at the first timestep.
    [Fact]
    public void A_level_below_one_that_the_first_timesteps_share_is_found_at_the_first()
    {
        var schedule = NoiseSchedule.FromBetas([0.1, 0, 0, 0.5]);
        var timesteps = new EulerScheduler { NoiseSchedule = schedule, CustomSigmas = [schedule.Sigmas[^1], 0.01, 0] }.Preview(2).Timesteps;
        Assert.Equal([3, 0], timesteps);
    }

    [Fact]
    public void A_plan_that_would_ask_a_model_at_no_time_is_refused()
    {
        var plan = new SamplingPlan { Calls = [new SolverCall { Timestep = double.NaN, Level = new NoiseLevel(1, 1), Original = Symbols.X }] };
        Assert.Contains("timestep that is not finite", Assert.Throws<ArgumentException>(() => plan.Checked()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trailing")]
    [InlineData("linspace")]
    public void Pndm_says_that_it_cannot_start_without_signal(string spacing)
    {
        var scheduler = Scheduler.FromConfig(Config with { RescaleBetasZeroSnr = true, PredictionType = "v_prediction", TimestepSpacing = spacing }, "pndm");
        var message = Assert.Throws<ArgumentException>(() => scheduler.Preview(10)).Message;
        Assert.Contains("zero terminal SNR", message, StringComparison.Ordinal);
        Assert.Contains("timestep 999", message, StringComparison.Ordinal);
        Assert.Contains("leading", message, StringComparison.Ordinal);
        Assert.NotEmpty(((PndmScheduler)scheduler with { TimestepSpacing = TimestepSpacing.Leading }).Preview(10).Timesteps);
    }

    [Fact]
    public void A_model_that_outputs_its_variance_is_refused_by_every_scheduler()
    {
        foreach (var known in Scheduler.Known)
        {
            foreach (var variance in new[] { "learned", "learned_range" })
            {
                var message = Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(Config with { VarianceType = variance }, known.Name)).Message;
                Assert.Contains($"variance_type '{variance}'", message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Unipc_on_epsilon_leaves_x0_alone()
    {
        var config = Config with { PredictX0 = false, FinalSigmasType = "sigma_min", Thresholding = true };
        double[] limited = [1], free = [1];
        Take(Scheduler.FromConfig(config, "unipc").Start<double>(5, 1), limited);
        Take(Scheduler.FromConfig(config with { Thresholding = false }, "unipc").Start<double>(5, 1), free);
        Assert.Equal(free, limited);
    }

    [Theory]
    [InlineData("FlowMatchLCMScheduler", "Nearest is flow-euler with stochastic_sampling")]
    [InlineData("FlowMatchUniPCScheduler", "there are flow-euler and flow-heun")]
    [InlineData("EDMHeunScheduler", "there are edm-euler, edm-dpm++2m")]
    [InlineData("IPNDMScheduler", "Nearest is pndm or lms")]
    [InlineData("SASolverScheduler", "a multistep solver of the SDE, too")]
    [InlineData("VQDiffusionScheduler", "no scheduler 'VQDiffusionScheduler'. Valid")]
    [InlineData("ScoreSdeVeScheduler", "no scheduler 'ScoreSdeVeScheduler'. Valid")]
    public void A_scheduler_of_another_family_is_not_mistaken_for_one_of_these(string name, string reason)
    {
        var message = Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(Config, name)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("Did you mean", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EulerDiscretScheduler", "EulerDiscreteScheduler")]
    [InlineData("eular", "euler")]
    [InlineData("ueler", "euler")]
    [InlineData("dimm", "ddim")]
    [InlineData("dddim", "ddim")]
    [InlineData("dmpm", "ddpm")]
    [InlineData("huen", "heun")]
    [InlineData("flow-eular", "flow-euler")]
    [InlineData("dpm++2m-kerras", "dpm++2m-karras")]
    public void A_slip_of_the_hand_is_answered_by_the_nearest_name(string name, string nearest) =>
        Assert.Contains($"Did you mean '{nearest}'?", Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(Config, name)).Message, StringComparison.Ordinal);

    private static Scheduler Spread(string spacing, string name) => Scheduler.FromConfig(Spaced(Config with { FinalSigmasType = "sigma_min" }, spacing), name);

    private static SchedulerConfig Spaced(SchedulerConfig config, string spacing) => config with
    {
        UseKarrasSigmas = spacing == "karras",
        UseExponentialSigmas = spacing == "exponential",
        UseBetaSigmas = spacing == "beta",
        UseLuLambdas = spacing == "lu",
    };

    private static double Finish(SchedulerRun<double> run, double start, params double[] outputs)
    {
        double[] sample = [start];
        foreach (var output in outputs)
        {
            run.Step([output], sample);
        }

        Assert.True(run.IsFinished);
        return sample[0];
    }

    private static void Take(SchedulerRun<double> run, double[] sample)
    {
        while (!run.IsFinished)
        {
            run.Step([0.7], sample);
        }
    }
}
