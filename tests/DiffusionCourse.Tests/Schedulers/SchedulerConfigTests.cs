using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Tests.Schedulers;

public sealed class SchedulerConfigTests
{
    private const string Written = """
        {
          "_class_name": "DPMSolverMultistepScheduler",
          "_diffusers_version": "0.40.0",
          "beta_end": 0.012,
          "beta_schedule": "scaled_linear",
          "beta_start": 0.00085,
          "disable_corrector": [],
          "lambda_min_clipped": -Infinity,
          "num_train_timesteps": 1000,
          "skip_prk_steps": true,
          "solver_order": 2,
          "some_future_field": {"text": "-Infinity is kept in text, as NaN is"},
          "trained_betas": null,
          "use_karras_sigmas": true
        }
        """;

    [Fact]
    public void A_file_of_diffusers_is_read_and_unknown_fields_are_reported()
    {
        var config = SchedulerConfig.FromJson(Written);
        Assert.Equal("DPMSolverMultistepScheduler", config.ClassName);
        Assert.Equal("0.40.0", config.DiffusersVersion);
        Assert.Equal(0.00085, config.BetaStart);
        Assert.Equal(double.NegativeInfinity, config.LambdaMinClipped);
        Assert.True(config.UseKarrasSigmas);
        Assert.Null(config.TrainedBetas);
        Assert.Null(config.TimestepSpacing);
        Assert.Equal(["some_future_field"], config.UnknownFields);
    }

    [Fact]
    public void Writing_gives_back_what_was_read()
    {
        var json = SchedulerConfig.FromJson(Written).ToJson();
        Assert.Contains("\"lambda_min_clipped\": -Infinity", json, StringComparison.Ordinal);
        Assert.Contains("-Infinity is kept in text, as NaN is", json, StringComparison.Ordinal);
        Assert.DoesNotContain("trained_betas", json, StringComparison.Ordinal);
        Assert.Equal(json, SchedulerConfig.FromJson(json).ToJson());
    }

    [Fact]
    public void A_file_is_read_and_its_path_is_named_where_it_is_broken()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, SchedulerConfig.StableDiffusion15.ToJson());
            Assert.Equal("PNDMScheduler", SchedulerConfig.FromFile(path).ClassName);
            File.WriteAllText(path, "{\"beta_start\": \"small\"}");
            Assert.Contains(path, Assert.Throws<FormatException>(() => SchedulerConfig.FromFile(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Throws<FileNotFoundException>(() => SchedulerConfig.FromFile(path));
        Assert.Throws<FormatException>(() => SchedulerConfig.FromJson("[1]"));
        Assert.Throws<FormatException>(() => SchedulerConfig.FromJson("null"));
    }

    [Theory]
    [InlineData("""{"beta_start": -1, "beta_end": 0.012}""", "beta_start is -1 and beta_end 0.012")]
    [InlineData("""{"beta_start": 2147483648}""", "beta_start is 2147483648")]
    [InlineData("""{"beta_end": 1e9}""", "beta_end 1000000000")]
    [InlineData("""{"beta_end": 0}""", "beta_end 0")]
    [InlineData("""{"beta_start": NaN}""", "beta_start is NaN")]
    [InlineData("""{"beta_start": 0.02, "beta_end": 0.01, "beta_schedule": "sigmoid"}""", "1e-15 <= beta_start <= beta_end < 1")]
    [InlineData("""{"trained_betas": []}""", "trained_betas is 0 values")]
    [InlineData("""{"trained_betas": [0.1, 1.5]}""", "trained_betas is 1.5 at 1")]
    [InlineData("""{"trained_betas": [0.1, NaN]}""", "trained_betas is NaN at 1")]
    [InlineData("""{"trained_betas": [0.1], "num_train_timesteps": 2}""", "num_train_timesteps says")]
    [InlineData("""{"num_train_timesteps": 2000000000}""", "num_train_timesteps is 2000000000; it must be a whole number from 1 to 100000")]
    [InlineData("""{"num_train_timesteps": 50000000}""", "num_train_timesteps")]
    [InlineData("""{"num_train_timesteps": 0}""", "num_train_timesteps")]
    [InlineData("""{"num_train_timesteps": -5}""", "num_train_timesteps")]
    [InlineData("""{"steps_offset": -100}""", "steps_offset is -100; it must be a whole number from 0 to 100000")]
    [InlineData("""{"steps_offset": 2147483647}""", "steps_offset")]
    [InlineData("""{"solver_order": 0}""", "solver_order")]
    [InlineData("""{"beta_start": 1e-17}""", "beta_start")]
    [InlineData("""{"original_inference_steps": 0}""", "original_inference_steps")]
    [InlineData("""{"clip_sample_range": -Infinity}""", "clip_sample_range")]
    [InlineData("""{"sample_max_value": 0}""", "sample_max_value")]
    [InlineData("""{"dynamic_thresholding_ratio": 2}""", "dynamic_thresholding_ratio")]
    [InlineData("""{"sigma_max": Infinity}""", "sigma_max")]
    [InlineData("""{"timestep_scaling": NaN}""", "timestep_scaling")]
    [InlineData("""{"lambda_min_clipped": NaN}""", "lambda_min_clipped")]
    [InlineData("""{"num_train_timesteps": 1e3}""", "the value of num_train_timesteps in line 1 is of another kind than this field's")]
    [InlineData("""{"trained_betas": [0.1, "small"]}""", "the value of trained_betas[1] in line 1 is of another kind")]
    [InlineData("""{"prediction_type": "\ud83d"}""", "scheduler configuration")]
    [InlineData("""["beta_start"]""", "it must be a JSON object")]
    [InlineData("words", "it is not JSON")]
    [InlineData("\"text\"", "scheduler configuration")]
    [InlineData("3", "scheduler configuration")]
    [InlineData("", "scheduler configuration")]
    public void What_cannot_be_is_refused_with_its_field(string json, string expected)
        => Assert.Contains(expected, Assert.Throws<FormatException>(() => SchedulerConfig.FromJson(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"beta_end": 0.99999}""")]
    [InlineData("""{"trained_betas": [1e-20, 0.5, 0.6]}""")]
    public void Variances_that_leave_no_sigma_to_count_by_are_refused_where_it_matters(string json)
    {
        var config = SchedulerConfig.FromJson(json);
        foreach (var name in (string[])["kdpm2-karras", "euler", "dpm++2m", "unipc"])
        {
            var error = Assert.Throws<ArgumentException>(() => Scheduler.FromConfig(config, name).Preview(3));
            Assert.Contains("beta_start", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Variances_that_no_schedule_uses_do_not_matter()
        => Assert.Equal("squaredcos_cap_v2", Scheduler.FromConfig(SchedulerConfig.FromJson("""{"beta_schedule": "squaredcos_cap_v2", "beta_start": 5}"""), "ddim").NoiseSchedule.Name);

    [Fact]
    public void Only_what_is_stated_is_handed_over()
    {
        // Stable Diffusion states no spacing: each scheduler falls to its own.
        var stated = SchedulerConfig.StableDiffusion15;
        Assert.Equal(TimestepSpacing.Leading, ((DdimScheduler)Scheduler.FromConfig(stated, "ddim")).TimestepSpacing);
        Assert.Equal(TimestepSpacing.Linspace, ((EulerScheduler)Scheduler.FromConfig(stated, "euler")).TimestepSpacing);
        Assert.Equal(1, ((EulerScheduler)Scheduler.FromConfig(stated, "euler")).StepsOffset);
        var leading = stated with { TimestepSpacing = "leading" };
        Assert.Equal(TimestepSpacing.Leading, ((EulerScheduler)Scheduler.FromConfig(leading, "euler")).TimestepSpacing);
    }

    [Fact]
    public void Nothing_stated_leaves_the_class_defaults_of_diffusers()
    {
        var ddim = (DdimScheduler)Scheduler.FromConfig(new SchedulerConfig(), "ddim");
        Assert.Equal("linear", ddim.NoiseSchedule.Name);
        Assert.Equal(0.02, ddim.NoiseSchedule.Betas[^1]);
        Assert.Equal(OriginalLimit.Clamp(1), ddim.Limit);
        Assert.True(ddim.SetAlphaToOne);
        var heun = Scheduler.FromConfig(new SchedulerConfig(), "heun");
        Assert.Equal(0.012, heun.NoiseSchedule.Betas[^1]);
        Assert.False(((PndmScheduler)Scheduler.FromConfig(new SchedulerConfig(), "pndm")).SkipPrkSteps);
    }

    [Fact]
    public void Values_of_a_related_scheduler_are_translated_as_diffusers_does()
    {
        var unipc = SchedulerConfig.StableDiffusion15 with { ClassName = "UniPCMultistepScheduler", SolverType = "bh2" };
        Assert.Equal(DpmSolverType.Midpoint, ((DpmSolverMultistepScheduler)Scheduler.FromConfig(unipc, "dpm++2m")).SolverType);
        var deis = SchedulerConfig.StableDiffusion15 with { AlgorithmType = "deis", SolverType = "logrho" };
        Assert.Equal(DpmSolverAlgorithm.DpmSolverPlusPlus, ((DpmSolverMultistepScheduler)Scheduler.FromConfig(deis, "dpm++2m")).Algorithm);
        Assert.IsType<DeisScheduler>(Scheduler.FromConfig(SchedulerConfig.StableDiffusion15 with { AlgorithmType = "dpmsolver++", SolverType = "midpoint" }, "deis"));
    }
}
