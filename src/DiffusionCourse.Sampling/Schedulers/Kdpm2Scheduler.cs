using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>DPM2: the midpoint method without fresh noise, Karras et al. 2022 (arXiv:2206.00364), algorithm 2. Second order.</summary>
public sealed record Kdpm2Scheduler : MidpointScheduler
{
    /// <inheritdoc/>
    public override string Name => "kdpm2" + NameSuffix;

    /// <inheritdoc/>
    public override string DisplayName => "DPM2" + DisplaySuffix;

    internal static Kdpm2Scheduler From(SchedulerConfig config)
        => From(new Kdpm2Scheduler(), new ConfigReader(config, "KDPM2DiscreteScheduler"));

    private protected override (double Down, double Up) Destination(double sigma, double next) => (next, 0);
}
