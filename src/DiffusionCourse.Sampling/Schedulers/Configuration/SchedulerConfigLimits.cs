namespace DiffusionCourse.Schedulers;

/// <summary>What the numbers of a scheduler_config.json can be, whichever scheduler is made from it.</summary>
internal static class SchedulerConfigLimits
{
    /// <summary>A hundred times what models are trained with; plans take memory for each.</summary>
    public const int MostTrainTimesteps = 100_000;

    private static readonly string[] SchedulesOfTwoBetas = ["linear", "scaled_linear", "sigmoid"];

    /// <exception cref="FormatException">A number cannot be; the message names the field, the value and the limits.</exception>
    public static void Check(SchedulerConfig config)
    {
        Whole("num_train_timesteps", config.NumTrainTimesteps, 1, MostTrainTimesteps);
        Whole("steps_offset", config.StepsOffset, 0, MostTrainTimesteps);
        Whole("solver_order", config.SolverOrder, 1, int.MaxValue);
        Whole("original_inference_steps", config.OriginalInferenceSteps, 1, int.MaxValue);
        Above("clip_sample_range", config.ClipSampleRange, 0);
        Above("sample_max_value", config.SampleMaxValue, 0);
        Above("timestep_scaling", config.TimestepScaling, 0);
        Above("sigma_min", config.SigmaMin, 0);
        Above("shift", config.Shift, 0);
        Above("flow_shift", config.FlowShift, 0);
        Whole("base_image_seq_len", config.BaseImageSeqLen, 1, int.MaxValue);
        Whole("max_image_seq_len", config.MaxImageSeqLen, 1, int.MaxValue);
        Require(
            (config.BaseImageSeqLen ?? 256) < (config.MaxImageSeqLen ?? 4096), "base_image_seq_len", config.BaseImageSeqLen,
            $"below max_image_seq_len, {config.MaxImageSeqLen ?? 4096}");
        Require(config.ShiftTerminal is null or 0 or (> 0 and < 1), "shift_terminal", config.ShiftTerminal, "a number from 0 to below 1");
        Above("sigma_data", config.SigmaData, 0);
        Above("rho", config.Rho, 0);
        Above("sigma_max", config.SigmaMax, 0);
        Require(
            config.DynamicThresholdingRatio is null or (> 0 and <= 1), "dynamic_thresholding_ratio", config.DynamicThresholdingRatio,
            "a number above 0 and at most 1");
        Require(
            config.LambdaMinClipped is not { } lambda || lambda < double.PositiveInfinity, "lambda_min_clipped", config.LambdaMinClipped,
            "a number or minus infinity");
        Betas(config);
    }

    private const double SmallestBeta = 1e-15;

    private static void Betas(SchedulerConfig config)
    {
        if (config.TrainedBetas is { } betas)
        {
            Require(
                betas.Count is >= 1 and <= MostTrainTimesteps, "trained_betas", $"{betas.Count} values",
                $"1 to {MostTrainTimesteps} values");
            Require(
                config.NumTrainTimesteps is not { } length || length == betas.Count, "trained_betas", $"{betas.Count} values",
                $"{config.NumTrainTimesteps}, as num_train_timesteps says");
            for (var t = 0; t < betas.Count; t++)
            {
                Require(betas[t] is >= 0 and <= 1, "trained_betas", Invariant($"{betas[t]} at {t}"), "numbers from 0 to 1");
            }
        }
        else if (config.BetaSchedule is null || SchedulesOfTwoBetas.Contains(config.BetaSchedule))
        {
            // 1 - 1e-16 is 1 in double precision.
            var fit = config.BetaStart is null or (>= SmallestBeta and < 1) && config.BetaEnd is null or (>= SmallestBeta and < 1)
                && !(config.BetaStart > config.BetaEnd);
            Require(
                fit, "beta_start", Invariant($"{config.BetaStart} and beta_end {config.BetaEnd}"),
                "variances with 1e-15 <= beta_start <= beta_end < 1");
        }
    }

    private static void Whole(string field, int? value, int least, int most)
        => Require(
            value is null || (value >= least && value <= most), field, value,
            most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}");

    private static void Above(string field, double? value, double limit)
        => Require(value is not { } number || (number > limit && double.IsFinite(number)), field, value, $"a finite number above {limit}");

    private static void Require(bool holds, string field, object? value, string expected)
    {
        if (!holds)
        {
            throw new FormatException(Invariant($"{field} is {value}; it must be {expected}."));
        }
    }
}
