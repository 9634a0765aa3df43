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
        string json = SchedulerConfig.FromJson(Written).ToJson();
        Assert.Contains("\"lambda_min_clipped\": -Infinity", json, StringComparison.Ordinal);
        Assert.Contains("-Infinity is kept in text, as NaN is", json, StringComparison.Ordinal);
        Assert.DoesNotContain("trained_betas", json, StringComparison.Ordinal);
        Assert.Equal(json, SchedulerConfig.FromJson(json).ToJson());
    }

    [Fact]
    public void A_file_is_read_and_its_path_is_named_where_it_is_broken()
    {
        string path = Path.GetTempFileName();
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
