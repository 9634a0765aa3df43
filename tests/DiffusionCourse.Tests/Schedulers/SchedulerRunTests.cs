using DiffusionCourse.Noise;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tests.Golden;

namespace DiffusionCourse.Tests.Schedulers;

public sealed class SchedulerRunTests
{
    public static TheoryData<string> Names => [.. Scheduler.Known.Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        const int length = 4 * 64 * 64, steps = 8;
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
        var runs = new Queue<SchedulerRun<float>>(
            Enumerable.Range(0, 6).Select(_ => scheduler.Start<float>(steps, length, new() { Noise = [new GaussianNoise(1)] })));
        var sample = new float[length];
        var output = new float[length];
        new GaussianNoise(3).Fill(output);
        Assert.Equal(0, Allocations.Of(() =>
        {
            var run = runs.Dequeue();
            while (!run.IsFinished)
            {
                run.ScaleModelInput(sample, sample);
                run.Step(output, sample);
            }
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_runs_do_not_disturb_each_other(string name)
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
        var alone = Finish(scheduler.Start<double>(6, 16, new() { Noise = [new GaussianNoise(5)] }));

        var first = scheduler.Start<double>(6, 16, new() { Noise = [new GaussianNoise(5)] });
        var second = scheduler.Start<double>(6, 16, new() { Noise = [new GaussianNoise(6)] });
        var samples = new[] { GoldenModel.InitialSample<double>(first.InitNoiseSigma), GoldenModel.InitialSample<double>(2) };
        while (!first.IsFinished)
        {
            Advance(first, samples[0]);
            Advance(second, samples[1]);
        }

        Assert.Equal(alone, samples[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_gives_what_one_by_one_gives(string name)
    {
        var config = SchedulerConfig.StableDiffusion15 with { Thresholding = true, SampleMaxValue = 3 };
        var scheduler = Scheduler.FromConfig(config, name);
        var singles = new List<double>();
        for (ulong seed = 10; seed < 13; seed++)
        {
            var single = scheduler.Start<double>(5, 16, new() { Noise = [new GaussianNoise(seed)] });
            singles.AddRange(Finish(single, scale: seed));
        }

        var batch = scheduler.Start<double>(5, 48, new() { Noise = [new GaussianNoise(10), new GaussianNoise(11), new GaussianNoise(12)] });
        var sample = new List<double>();
        for (ulong seed = 10; seed < 13; seed++)
        {
            sample.AddRange(GoldenModel.InitialSample<double>(batch.InitNoiseSigma * seed / 10));
        }

        double[] buffer = [.. sample];
        while (!batch.IsFinished)
        {
            Advance(batch, buffer);
        }

        Assert.Equal(singles, buffer);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_size_gives_the_same_elements(string name)
    {
        // Vector widths and blocks must not show: element 0 is the same in a short and in a long buffer.
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
        var first = new double[2];
        var index = 0;
        foreach (var length in new[] { 3, 5003 })
        {
            var run = scheduler.Start<double>(5, length, new() { Noise = [new FixedNoise()] });
            var sample = new double[length];
            sample.AsSpan().Fill(0.7);
            while (!run.IsFinished)
            {
                Advance(run, sample);
            }

            first[index++] = sample[0];
            Assert.All(sample, value => Assert.True(double.IsFinite(value)));
        }

        Assert.Equal(first[0], first[1]);
    }

    [Fact]
    public void Known_names_and_classes_make_schedulers_of_that_name()
    {
        foreach (var known in Scheduler.Known)
        {
            var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, known.Name.ToUpperInvariant());
            Assert.Equal(known.Name, scheduler.Name);
            Assert.Same(scheduler.GetType(), Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, known.ClassName).GetType());
        }

        Assert.Equal("pndm", Scheduler.FromConfig(SchedulerConfig.StableDiffusion15).Name);
        Assert.Equal(Scheduler.Known.Count, Scheduler.Known.Select(known => known.Name).Distinct().Count());
    }

    [Fact]
    public void An_unknown_name_lists_the_valid_ones_and_the_nearest()
    {
        var exception = Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "dpm+2m"));
        Assert.Contains("Did you mean 'dpm++2m'?", exception.Message, StringComparison.Ordinal);
        Assert.Contains("euler-a", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(new SchedulerConfig()));
    }

    [Fact]
    public void Bad_numbers_are_refused_before_any_work()
    {
        var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "ddim");
        Assert.Contains("1 to 1000", Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start<float>(0, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start<float>(1001, 4));
        Assert.Contains("steps offset", Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start<float>(1000, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start<float>(10, 0));
        foreach (var strength in new[] { double.NaN, 0, -0.1, 1.1, double.PositiveInfinity })
        {
            Assert.Contains("strength", Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start<float>(10, 4, new() { Strength = strength })).Message, StringComparison.Ordinal);
        }

        Assert.Contains("leaves none", Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start<float>(10, 4, new() { Strength = 0.05 })).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => scheduler.Start<Half>(10, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.Start<float>(10, 5, new() { BatchSize = 2 }));
        Assert.Throws<ArgumentException>(() => scheduler.Start<float>(10, 4, new() { BatchSize = 2, Noise = [new GaussianNoise(1)] }));
        var stochastic = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "euler-a");
        Assert.Contains("GaussianNoise(seed)", Assert.Throws<ArgumentException>(() => stochastic.Start<float>(10, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_buffers_are_refused_and_leave_the_sample_alone()
    {
        var run = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, "dpm++2m").Start<float>(2, 4);
        float[] sample = [1, 2, 3, 4], output = [0, 0, float.NaN, 0];
        Assert.Contains("element 2, model call 0", Assert.Throws<ArgumentException>(() => run.Step(output, sample)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => run.Step(new float[4], new[] { 1, float.PositiveInfinity, 0, 0 }));
        Assert.Contains("Expected 4 elements", Assert.Throws<ArgumentException>(() => run.Step(new float[3], sample)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => run.Step(sample, sample));
        Assert.Throws<ArgumentException>(() => run.ScaleModelInput(sample, new float[5]));
        Assert.Throws<ArgumentException>(() => run.PredictOriginal(output, sample, sample));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.AddNoise(sample, new float[4], 2, new float[4]));
        Assert.Equal([1, 2, 3, 4], sample);
        Assert.Equal(0, run.Position);

        run.Step(new float[4], sample);
        run.Step(new float[4], sample);
        Assert.Contains("all 2 model calls", Assert.Throws<InvalidOperationException>(() => run.Step(new float[4], sample)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => run.ScaleModelInput(sample, sample));
    }

    [Theory]
    [InlineData("DPMSolverMultistepScheduler", "{\"algorithm_type\":\"dpmsolver\"}", "cannot end at sigma zero")]
    [InlineData("DPMSolverSinglestepScheduler", "{\"algorithm_type\":\"dpmsolver\"}", "cannot end at sigma zero")]
    [InlineData("DPMSolverMultistepScheduler", "{\"algorithm_type\":\"sde-dpmsolver\",\"solver_order\":3,\"final_sigmas_type\":\"sigma_min\"}", "no third-order step")]
    [InlineData("UniPCMultistepScheduler", "{\"lower_order_final\":false}", "infinitely long")]
    [InlineData("UniPCMultistepScheduler", "{\"predict_x0\":false}", "cannot end at sigma zero")]
    [InlineData("PNDMScheduler", "{\"prediction_type\":\"sample\"}", "epsilon or v")]
    [InlineData("DDIMInverseScheduler", "{\"timestep_spacing\":\"linspace\"}", "leading and trailing")]
    [InlineData("DDIMScheduler", "{\"rescale_betas_zero_snr\":true,\"timestep_spacing\":\"trailing\"}", "zero terminal SNR")]
    public void Contradictory_settings_are_refused_with_the_reason(string schedulerClass, string overrides, string reason)
    {
        var scheduler = FromOverrides(schedulerClass, overrides);
        var exception = Assert.ThrowsAny<Exception>(() => scheduler.Start<float>(10, 4, new() { Noise = [new GaussianNoise(1)] }));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EulerDiscreteScheduler", "{\"use_karras_sigmas\":true,\"use_beta_sigmas\":true}", "only one of")]
    [InlineData("EulerDiscreteScheduler", "{\"timestep_spacing\":\"sideways\"}", "leading, linspace, trailing")]
    [InlineData("EulerDiscreteScheduler", "{\"prediction_type\":\"noise\"}", "epsilon, sample, v_prediction")]
    [InlineData("EulerDiscreteScheduler", "{\"beta_schedule\":\"quadratic\"}", "scaled_linear")]
    [InlineData("EulerDiscreteScheduler", "{\"final_sigmas_type\":\"one\"}", "zero, sigma_min")]
    [InlineData("DPMSolverMultistepScheduler", "{\"solver_order\":4}", "1, 2 or 3")]
    [InlineData("DPMSolverMultistepScheduler", "{\"algorithm_type\":\"rk4\"}", "sde-dpmsolver++")]
    [InlineData("DDPMScheduler", "{\"variance_type\":\"learned_range\"}", "outputs its variance")]
    public void Unknown_values_are_refused_with_the_valid_ones(string schedulerClass, string overrides, string reason)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => FromOverrides(schedulerClass, overrides));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EulerAncestralDiscreteScheduler", "{\"prediction_type\":\"sample\"}")]
    [InlineData("DDPMScheduler", "{\"variance_type\":\"fixed_large_log\"}")]
    [InlineData("UniPCMultistepScheduler", "{\"solver_type\":\"bh1\"}")]
    [InlineData("DPMSolverMultistepScheduler", "{\"beta_schedule\":\"squaredcos_cap_v2\",\"lambda_min_clipped\":-5.1}")]
    public void What_fails_or_gives_nan_in_diffusers_is_finite_here(string schedulerClass, string overrides)
    {
        var run = FromOverrides(schedulerClass, overrides).Start<double>(10, 16, new() { Noise = [new GaussianNoise(1)] });
        Assert.All(Finish(run), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Fixed_large_log_is_fixed_large()
    {
        var plain = Finish(FromOverrides("DDPMScheduler", "{\"variance_type\":\"fixed_large\"}").Start<double>(10, 16, new() { Noise = [new GaussianNoise(1)] }));
        var logged = Finish(FromOverrides("DDPMScheduler", "{\"variance_type\":\"fixed_large_log\"}").Start<double>(10, 16, new() { Noise = [new GaussianNoise(1)] }));
        Assert.Equal(plain, logged);
    }

    [Fact]
    public void Ddim_at_eta_one_is_ddpm()
    {
        // Song et al. 2020, section 4.1: eta = 1 gives the ancestral sampler with the small variance.
        var config = SchedulerConfig.StableDiffusion15 with { SetAlphaToOne = true };
        var ddim = (DdimScheduler)Scheduler.FromConfig(config, "ddim") with { Eta = 1 };
        var one = Finish(ddim.Start<double>(20, 16, new() { Noise = [new GaussianNoise(1)] }));
        var other = Finish(Scheduler.FromConfig(config, "ddpm").Start<double>(20, 16, new() { Noise = [new GaussianNoise(1)] }));
        Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(one[i], other[i], 1e-9));
    }

    [Fact]
    public void A_preview_tells_what_a_run_does()
    {
        foreach (var known in Scheduler.Known)
        {
            var scheduler = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, known.Name);
            var noise = new FixedNoise();
            var run = scheduler.Start<double>(8, 16, new() { Noise = [noise] });
            var preview = scheduler.Preview(8);
            Assert.Equal(run.Timesteps, preview.Timesteps);
            Assert.Equal(run.CallSigmas, preview.CallSigmas);
            Assert.Equal(run.CallCount, preview.CallCount);
            Assert.Equal(run.InitNoiseSigma, preview.InitNoiseSigma);
            Finish(run);
            Assert.Equal(preview.NoiseDraws, noise.Draws);
        }
    }

    [Fact]
    public void Dynamic_thresholding_limits_x0_by_the_quantile_of_each_sample()
    {
        var config = SchedulerConfig.StableDiffusion15 with { Thresholding = true, DynamicThresholdingRatio = 0.75, SampleMaxValue = 10, PredictionType = "sample" };
        var run = Scheduler.FromConfig(config, "dpm++2m").Start<double>(5, 10, new() { BatchSize = 2 });
        double[] output = [0, 1, -2, 3, 4, 0.1, 0.2, -0.3, 0.4, 0.5], result = new double[10];
        run.PredictOriginal(output, new double[10], result);

        // |x0| of the first sample sorted is 0, 1, 2, 3, 4: the 0.75 quantile is 3; the second stays below 1, where s is 1.
        double[] expected = [0, 1.0 / 3, -2.0 / 3, 1, 1, 0.1, 0.2, -0.3, 0.4, 0.5];
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(expected[i], result[i], 1e-12));
    }

    [Fact]
    public void Inverting_and_sampling_again_comes_back_to_the_start()
    {
        var config = SchedulerConfig.StableDiffusion15 with { SetAlphaToOne = false };
        double[] start = GoldenModel.Original<double>(), sample = [.. start];
        foreach (var name in new[] { "ddim-inverse", "ddim" })
        {
            var run = Scheduler.FromConfig(config, name).Start<double>(500, 16);
            while (!run.IsFinished)
            {
                Advance(run, sample);
            }
        }

        Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(start[i], sample[i], 0.02));
    }

    [Fact]
    public void Add_noise_agrees_with_diffusers_at_the_calls_of_a_run()
    {
        var failures = new List<string>();
        foreach (var recorded in GoldenFiles.Read("misc.json").GetProperty("add_noise_and_velocity").EnumerateArray()
            .Where(recorded => recorded.Optional("num_inference_steps") is not null && recorded.GetProperty("kind").GetString() == "add_noise"))
        {
            var schedulerClass = recorded.GetProperty("scheduler").GetString()!;
            var index = recorded.GetProperty("timestep_index").GetInt32();
            var run = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, schedulerClass)
                .Start<double>(recorded.GetProperty("num_inference_steps").GetInt32(), 16, new() { Noise = [new FixedNoise()] });
            var result = new double[16];
            run.AddNoise(GoldenModel.Original<double>(), GoldenModel.OriginalNoise<double>(), index, result);
            var expected = recorded.GetProperty("out").Doubles();
            var error = Enumerable.Range(0, 16).Max(i => Math.Abs(expected[i] - result[i]));
            if (error > 1e-9)
            {
                failures.Add($"{schedulerClass} call {index} (t {recorded.GetProperty("t")}, here {run.Timesteps[index]}): error {error:g3}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static Scheduler FromOverrides(string schedulerClass, string overrides)
    {
        var fields = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>(overrides)!;
        return Scheduler.FromConfig(GoldenCase.With(SchedulerConfig.StableDiffusion15, fields), schedulerClass);
    }

    private static double[] Finish(SchedulerRun<double> run, double scale = 10)
    {
        var sample = GoldenModel.InitialSample<double>(run.InitNoiseSigma * scale / 10);
        while (!run.IsFinished)
        {
            Advance(run, sample);
        }

        return sample;
    }

    private static void Advance(SchedulerRun<double> run, double[] sample)
    {
        var input = new double[sample.Length];
        var output = new double[sample.Length];
        run.ScaleModelInput(sample, input);
        GoldenModel.Evaluate<double>(input, run.Timesteps[run.Position], null, output);
        run.Step(output, sample);
    }
}
