using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <content>Making a scheduler from a configuration and a name.</content>
public abstract partial record Scheduler
{
    /// <summary>Every scheduler that <see cref="FromConfig"/> can make.</summary>
    public static IReadOnlyList<SchedulerName> Known { get; } = [.. SchedulerCatalogue.Entries.Select(entry => entry.Name)];

    /// <summary>Makes a scheduler for a model.</summary>
    /// <param name="config">
    /// The model's scheduler_config.json. Only what it states is handed over; the rest falls to the scheduler's own defaults.
    /// </param>
    /// <param name="name">
    /// A short name ("dpm++2m", "euler-a") or a class name of diffusers ("EulerDiscreteScheduler"), in any case; null takes the
    /// configuration's own class.
    /// </param>
    /// <exception cref="ArgumentException">The name is unknown, or the configuration holds an unknown or contradictory value.</exception>
    public static Scheduler FromConfig(SchedulerConfig config, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        var wanted = name ?? config.ClassName
            ?? throw new ArgumentException(
                "The configuration names no scheduler (_class_name); give a name, such as \"dpm++2m\".", nameof(config));
        return config.VarianceType is "learned" or "learned_range"
            ? throw new ArgumentException(
                $"variance_type '{config.VarianceType}' belongs to a model that outputs its variance beside its prediction, which no "
                    + "scheduler here takes; use a model with fixed_small or fixed_large.",
                nameof(config))
            : SchedulerCatalogue.Find(wanted).Create(OnPathOfTheModel(config));
    }

    /// <summary>
    /// A configuration of a flow scheduler states by its class alone that the model predicts a velocity; other schedulers are told so by
    /// fields of their own.
    /// </summary>
    private static SchedulerConfig OnPathOfTheModel(SchedulerConfig config) =>
        config.ClassName?.StartsWith("FlowMatch", StringComparison.OrdinalIgnoreCase) != true ? config : config with
        {
            PredictionType = config.PredictionType ?? "flow_prediction",
            UseFlowSigmas = config.UseFlowSigmas ?? true,
            FlowShift = config.FlowShift ?? config.Shift,
        };
}
