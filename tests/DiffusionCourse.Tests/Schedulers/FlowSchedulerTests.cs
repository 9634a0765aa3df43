using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Schedulers;

/// <summary>Flow schedulers beside their recordings: noising, the shift, exact Gaussian data, and configurations of flow models.</summary>
public sealed class FlowSchedulerTests
{
    private static readonly SchedulerConfig StableDiffusion3 = SchedulerConfig.FromJson("""{ "_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 3.0 }""");

    [Fact]
    public void Samples_are_noised_to_the_level_of_their_timestep()
    {
        var compared = 0;
        foreach (var recorded in GoldenFiles.Read("flow/forward.json").GetProperty("cases").EnumerateArray())
        {
            if (recorded.GetProperty("kind").GetString() == "scale_noise")
            {
                var config = SchedulerConfig.FromJson(recorded.GetProperty("overrides").GetRawText());
                var scheduler = (FlowMatchScheduler)Scheduler.FromConfig(config, recorded.GetProperty("scheduler").GetString());
                var timestep = recorded.GetProperty("timestep").GetDouble();
                double[] expected = recorded.GetProperty("out").Doubles(), result = new double[expected.Length];
                scheduler.ScaleNoise<double>(GoldenModel.Original<double>().AsSpan(0, expected.Length), GoldenModel.OriginalNoise<double>().AsSpan(0, expected.Length), timestep, result);
                Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], result[i], 1e-9));
                if (recorded.Optional("num_inference_steps") is null)
                {
                    Assert.Equal(timestep / 1000, scheduler.TrainSigmas[recorded.GetProperty("timestep_index").GetInt32()], 1e-9);
                }

                compared++;
            }
        }

        Assert.True(compared > 20);
    }

    [Fact]
    public void Samples_are_noised_to_the_level_of_a_call_where_a_picture_enters_a_run()
    {
        var compared = 0;
        foreach (var recorded in GoldenFiles.Read("flow/forward.json").GetProperty("cases").EnumerateArray().Where(one => one.GetProperty("kind").GetString() == "add_noise"))
        {
            var config = SchedulerConfig.FromJson(recorded.GetProperty("overrides").GetRawText());
            var run = Scheduler.FromConfig(config, recorded.GetProperty("scheduler").GetString())
                .Start<double>(recorded.GetProperty("num_inference_steps").GetInt32(), 16, new() { Noise = [new FixedNoise()] });
            var result = new double[16];
            run.AddNoise(GoldenModel.Original<double>(), GoldenModel.OriginalNoise<double>(), recorded.GetProperty("timestep_index").GetInt32(), result);
            var expected = recorded.GetProperty("out").Doubles();
            Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(expected[i], result[i], 1e-9 * Math.Max(1, Math.Abs(expected[i]))));
            compared++;
        }

        Assert.Equal(20, compared);
    }

    [Fact]
    public void Shift_and_its_parameter_are_those_recorded()
    {
        var properties = GoldenFiles.Read("flow/properties.json");
        foreach (var recorded in properties.GetProperty("shift").EnumerateArray())
        {
            var shift = new FlowShift { Shift = recorded.GetProperty("shift").GetDouble() };
            Assert.Equal(recorded.GetProperty("shifted_t").GetDouble(), shift.Apply(recorded.GetProperty("t").GetDouble()), 1e-9);
        }

        foreach (var recorded in properties.GetProperty("flux_mu").EnumerateArray())
        {
            Assert.Equal(recorded.GetProperty("mu").GetDouble(), new FlowShift { Dynamic = true }.ForTokens(recorded.GetProperty("image_seq_len").GetInt32()).Mu!.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData("flow-euler", 1)]
    [InlineData("flow-heun", 2)]
    [InlineData("dpm++2m", 2)]
    [InlineData("unipc", 2)]
    public void The_error_on_Gaussian_data_falls_with_the_stated_order(string name, double order)
    {
        // Down to sigma 0.05, so that the last step does not weigh more than the others.
        double coarse = Error(name, 240), fine = Error(name, 480);
        var measured = Math.Log2(coarse / fine);
        Assert.True(measured > order - 0.3, $"{name}: errors {coarse:g3} and {fine:g3}, order {measured:f2}, stated {order}");
    }

    [Theory]
    [InlineData("dpm++2m")]
    [InlineData("unipc")]
    [InlineData("dpm++2s")]
    [InlineData("flow-heun")]
    public void A_flow_model_is_run_by_other_schedulers_from_its_configuration_alone(string name)
    {
        var preview = Scheduler.FromConfig(StableDiffusion3, name).Preview(8);
        Assert.EndsWith("v = model(x)", preview.Equations[0].ToString(), StringComparison.Ordinal);
        Assert.All(preview.CallSigmas, sigma => Assert.InRange(sigma, 0, 1));
    }

    [Theory]
    [InlineData("ddim")]
    [InlineData("euler-a")]
    [InlineData("lcm")]
    [InlineData("deis")]
    public void A_scheduler_on_a_noise_schedule_refuses_a_flow_model_and_says_what_to_use(string name) =>
        Assert.Contains("flow", Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(StableDiffusion3, name).Preview(8)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_step_reads_as_in_its_paper() =>
        Assert.Equal("t = 857.69: x <- x - 0.2555 v; v = model(x)", Scheduler.FromConfig(StableDiffusion3).Preview(4).Equations[1].ToString());

    [Fact]
    public void Ten_steps_of_Align_Your_Steps_are_the_published_ones_and_others_lie_between()
    {
        var config = SchedulerConfig.StableDiffusion15 with { TimestepSpacing = "align_your_steps" };
        double[] published = [999, 850, 736, 645, 545, 455, 343, 233, 124, 24];
        foreach (var name in new[] { "dpm++2m", "dpm++2s", "euler", "heun", "ddpm" })
        {
            Assert.Equal(published, Scheduler.FromConfig(config, name).Preview(10).Timesteps.Distinct());
        }

        double[] twenty = [.. Scheduler.FromConfig(config, "dpm++2m").Preview(20).Timesteps];
        Assert.Equal(published, twenty.Where((_, i) => i % 2 == 0));
        Assert.Equal(twenty.OrderDescending().Distinct(), twenty);
        Assert.Contains("custom timesteps", Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(config, "ddim").Preview(10)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leading")]
    [InlineData("trailing")]
    public void The_singlestep_solver_runs_linspace_for_spacings_of_diffusers_as_it_does_there(string spacing)
    {
        var stated = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { TimestepSpacing = spacing }, "dpm++2s");
        Assert.Equal(Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "dpm++2s").Preview(10).Timesteps, stated.Preview(10).Timesteps);
    }

    [Fact]
    public void Custom_lists_that_do_not_fit_are_refused_before_work()
    {
        Assert.Contains("takes no custom timesteps", Assert.Throws<ArgumentException>(() => new DdimScheduler { CustomTimesteps = [999, 1] }.Preview(2)).Message, StringComparison.Ordinal);
        Assert.Contains("makes 2 steps", Assert.Throws<ArgumentOutOfRangeException>(() => new EulerScheduler { CustomTimesteps = [999, 1] }.Preview(3)).Message, StringComparison.Ordinal);
        Assert.Contains("must fall", Assert.Throws<ArgumentException>(() => new EulerScheduler { CustomTimesteps = [1, 999] }.Preview(2)).Message, StringComparison.Ordinal);
    }

    /// <summary>N(0.4, 0.6^2) transported by its exact velocity, from 1.3 deviations; compared where the last call finds the sample.</summary>
    private static double Error(string name, int steps)
    {
        const double Mean = 0.4, Deviation = 0.6, Start = 1.3;
        var run = Scheduler.FromConfig(StableDiffusion3, name).Start<double>(steps, 1);
        double Solution(double sigma) => (1 - sigma) * Mean + Start * Math.Sqrt(Variance(sigma));
        static double Variance(double sigma) => (1 - sigma) * (1 - sigma) * Deviation * Deviation + sigma * sigma;
        double[] sample = [Solution(run.CallSigmas[0])], output = new double[1];
        double error = 0;
        while (run.Position < run.CallCount && run.CallSigmas[run.Position] >= 0.05)
        {
            var sigma = run.CallSigmas[run.Position];
            output[0] = (sigma - (1 - sigma) * Deviation * Deviation) / Variance(sigma) * (sample[0] - (1 - sigma) * Mean) - Mean;
            run.Step(output, sample);

            // A Heun step's first call leaves an Euler step, and a corrector acts one call later: the largest error at the ends of steps.
            var ends = name != "flow-heun" || run.Position % 2 == 0;
            var reached = run.Position < run.CallCount ? run.CallSigmas[run.Position] : 0;
            error = ends && reached >= 0.05 ? Math.Max(error, Math.Abs(sample[0] - Solution(reached))) : error;
        }

        return error;
    }
}
