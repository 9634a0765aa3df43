using DiffusionCourse.Noise;

namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Turns the strings and flags of a configuration into settings, falling back to a scheduler's own defaults.</summary>
internal sealed class ConfigReader(SchedulerConfig config, string schedulerClass)
{
    public NoiseSchedule NoiseSchedule(double betaStart = 1e-4, double betaEnd = 0.02, string kind = "linear")
    {
        var length = config.NumTrainTimesteps ?? config.TrainedBetas?.Count ?? 1000;
        double start = config.BetaStart ?? betaStart, end = config.BetaEnd ?? betaEnd;
        var schedule = config.TrainedBetas is { } betas ? Trained(betas, length) : (config.BetaSchedule ?? kind) switch
        {
            "linear" => Noise.NoiseSchedule.Linear(length, start, end),
            "scaled_linear" => Noise.NoiseSchedule.ScaledLinear(length, start, end),
            "squaredcos_cap_v2" => Noise.NoiseSchedule.Cosine(length),
            "sigmoid" => Noise.NoiseSchedule.Sigmoid(length, start, end),
            "laplace" => Noise.NoiseSchedule.Laplace(length),
            "exp" => Noise.NoiseSchedule.Exponential(length),
            var unknown => throw Unknown("beta_schedule", unknown, "linear, scaled_linear, squaredcos_cap_v2, sigmoid, laplace, exp"),
        };
        return config.RescaleBetasZeroSnr == true ? schedule.RescaleToZeroTerminalSnr() : schedule;
    }

    /// <summary>For schedulers that use of the noise schedule only its length.</summary>
    public NoiseSchedule NoTable() => Noise.NoiseSchedule.Linear(config.NumTrainTimesteps ?? 1000);

    /// <summary>The shift of flow sigmas; a terminal level of 0 is none.</summary>
    public FlowShift FlowShift(double? shift, bool terminal = true) => new()
    {
        Shift = shift ?? 1,
        Dynamic = config.UseDynamicShifting ?? false,
        Kind = config.TimeShiftType switch
        {
            null or "exponential" => TimeShift.Exponential,
            "linear" => TimeShift.Linear,
            var unknown => throw Unknown("time_shift_type", unknown, "exponential, linear"),
        },
        BaseMu = config.BaseShift ?? 0.5,
        MaxMu = config.MaxShift ?? 1.15,
        BaseTokens = config.BaseImageSeqLen ?? 256,
        MaxTokens = config.MaxImageSeqLen ?? 4096,
        Terminal = terminal && config.ShiftTerminal is > 0 ? config.ShiftTerminal : null,
    };

    public PredictionType PredictionType => config.PredictionType switch
    {
        null or "epsilon" => Schedulers.PredictionType.Epsilon,
        "sample" => Schedulers.PredictionType.Sample,
        "v_prediction" => Schedulers.PredictionType.VPrediction,
        "flow_prediction" => Schedulers.PredictionType.FlowPrediction,
        var unknown => throw Unknown("prediction_type", unknown, "epsilon, sample, v_prediction, flow_prediction"),
    };

    public TimestepSpacing TimestepSpacing(TimestepSpacing otherwise) => config.TimestepSpacing switch
    {
        null => otherwise,
        "leading" => Schedulers.TimestepSpacing.Leading,
        "linspace" => Schedulers.TimestepSpacing.Linspace,
        "trailing" => Schedulers.TimestepSpacing.Trailing,
        "align_your_steps" => Schedulers.TimestepSpacing.AlignYourSteps,
        var unknown => throw Unknown("timestep_spacing", unknown, "leading, linspace, trailing, align_your_steps"),
    };

    public int StepsOffset => config.StepsOffset ?? 0;

    public SigmaSpacing SigmaSpacing(bool logSnr = false)
    {
        var chosen = new (bool? Stated, SigmaSpacing Spacing)[]
        {
            (config.UseKarrasSigmas, Schedulers.SigmaSpacing.Karras),
            (config.UseExponentialSigmas, Schedulers.SigmaSpacing.Exponential),
            (config.UseBetaSigmas, Schedulers.SigmaSpacing.Beta),
            (logSnr ? config.UseLuLambdas : null, Schedulers.SigmaSpacing.LogSnr),
        }.Where(choice => choice.Stated == true).Select(choice => choice.Spacing).ToArray();
        return chosen.Length switch
        {
            0 => Schedulers.SigmaSpacing.Schedule,
            1 => chosen[0],
            _ => throw new ArgumentException(
                $"{schedulerClass}: only one of use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas and use_lu_lambdas can be "
                    + $"true; {string.Join(" and ", chosen)} were asked for."),
        };
    }

    /// <summary>The spacing of EDM schedulers, sigma_schedule in diffusers.</summary>
    public SigmaSpacing EdmSpacing => config.SigmaSchedule switch
    {
        null or "karras" => Schedulers.SigmaSpacing.Karras,
        "exponential" => Schedulers.SigmaSpacing.Exponential,
        var unknown => throw Unknown("sigma_schedule", unknown, "karras, exponential"),
    };

    /// <summary>The shift of a scheduler that is told to use flow sigmas; null where it is not.</summary>
    public FlowShift? FlowSigmas(bool terminal = false) => config.UseFlowSigmas == true ? FlowShift(config.FlowShift, terminal) : null;

    public FinalSigma FinalSigma => config.FinalSigmasType switch
    {
        null or "zero" => Schedulers.FinalSigma.Zero,
        "sigma_min" => Schedulers.FinalSigma.SigmaMin,
        var unknown => throw Unknown("final_sigmas_type", unknown, "zero, sigma_min"),
    };

    /// <summary>Dynamic thresholding wins over clamping where both are asked for, as in diffusers.</summary>
    public OriginalLimit Limit(bool clipByDefault)
    {
        if (config.Thresholding == true)
        {
            return OriginalLimit.Dynamic(config.DynamicThresholdingRatio ?? 0.995, config.SampleMaxValue ?? 1);
        }

        return config.ClipSample ?? clipByDefault ? OriginalLimit.Clamp(config.ClipSampleRange ?? 1) : OriginalLimit.None;
    }

    /// <summary>Only dynamic thresholding, for schedulers that know no clip_sample.</summary>
    public OriginalLimit ThresholdOnly() =>
        config.Thresholding == true ? Limit(false) : OriginalLimit.None;

    /// <summary>Only clamping, for schedulers that know no thresholding.</summary>
    public OriginalLimit ClampOnly() =>
        config.ClipSample == true ? OriginalLimit.Clamp(config.ClipSampleRange ?? 1) : OriginalLimit.None;

    /// <summary>DEIS's own value is taken as DPM-Solver++, as diffusers does when a DEIS configuration is handed over.</summary>
    public DpmSolverAlgorithm Algorithm() => config.AlgorithmType switch
    {
        null or "dpmsolver++" or "deis" => DpmSolverAlgorithm.DpmSolverPlusPlus,
        "dpmsolver" => DpmSolverAlgorithm.DpmSolver,
        "sde-dpmsolver++" => DpmSolverAlgorithm.SdeDpmSolverPlusPlus,
        "sde-dpmsolver" => DpmSolverAlgorithm.SdeDpmSolver,
        var unknown => throw Unknown("algorithm_type", unknown, "dpmsolver++, dpmsolver, sde-dpmsolver++, sde-dpmsolver"),
    };

    /// <summary>The solver types of DEIS and UniPC are taken as midpoint, as diffusers does.</summary>
    public DpmSolverType DpmSolverType() => config.SolverType switch
    {
        null or "midpoint" or "logrho" or "bh1" or "bh2" => Schedulers.DpmSolverType.Midpoint,
        "heun" => Schedulers.DpmSolverType.Heun,
        var unknown => throw Unknown("solver_type", unknown, "midpoint, heun"),
    };

    public ArgumentException Unknown(string field, string? value, string valid) =>
        new($"{schedulerClass}: {field} '{value}' is unknown. Valid: {valid}.");

    private static NoiseSchedule Trained(IReadOnlyList<double> betas, int length) => betas.Count == length
        ? Noise.NoiseSchedule.FromBetas(betas)
        : throw new ArgumentException(
            $"The configuration states {betas.Count} trained_betas but {length} num_train_timesteps; they must agree.");
}
