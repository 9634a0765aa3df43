using DiffusionCourse.Schedulers.Engine;

namespace DiffusionCourse.Schedulers;

/// <summary>
/// DPM2 with ancestral noise: the midpoint method of <see cref="Kdpm2Scheduler"/> down to a lower noise level, then fresh noise up
/// to the next one; from k-diffusion (Crowson 2022). Noise is drawn on every second call.
/// </summary>
public sealed record Kdpm2AncestralScheduler : MidpointScheduler
{
    /// <inheritdoc/>
    public override string Name => "kdpm2-a" + NameSuffix;

    /// <inheritdoc/>
    public override string DisplayName => "DPM2 a" + DisplaySuffix;

    internal static Kdpm2AncestralScheduler From(SchedulerConfig config)
        => From(new Kdpm2AncestralScheduler(), new ConfigReader(config, "KDPM2AncestralDiscreteScheduler"));

    private protected override (double Down, double Up) Destination(double sigma, double next) => Split(sigma, next);
}
