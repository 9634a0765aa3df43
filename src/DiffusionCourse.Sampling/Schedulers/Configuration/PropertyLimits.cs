namespace DiffusionCourse.Schedulers;

/// <summary>The limits of properties that several schedulers have; each error names the value, the limits and the remedy.</summary>
internal static class PropertyLimits
{
    /// <summary>The same limits as those of a scheduler_config.json.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its limits.</exception>
    public static int StepsOffset(int value) => value is >= 0 and <= SchedulerConfigLimits.MostTrainTimesteps
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(value), value,
            Invariant($"The steps offset is {value}: it must be 0 to {SchedulerConfigLimits.MostTrainTimesteps}. ")
                + "Stable Diffusion states 1, most other models nothing, which is 0.");

    /// <summary>
    /// S_churn of Karras et al. 2022 (arXiv:2206.00364), algorithm 2. It has no upper limit, since what it adds to one step has.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0, or no number.</exception>
    public static double Churn(double value) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(value), value,
            Invariant($"The churn (S_churn) is {value}: it must be at least 0. Use 0, the default, for a run without added noise."));
}
