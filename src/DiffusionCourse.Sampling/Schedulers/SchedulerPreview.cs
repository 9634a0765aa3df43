namespace DiffusionCourse.Schedulers;

/// <summary>What a run will do, known before any model is called.</summary>
/// <param name="Timesteps">The timestep of each model call, in order.</param>
/// <param name="CallSigmas">The noise level sigma (noise for each unit of signal) at each model call.</param>
/// <param name="InitNoiseSigma">Standard deviation that the initial noise is multiplied by.</param>
/// <param name="NoiseDraws">How many of the calls draw fresh noise.</param>
public sealed record SchedulerPreview(IReadOnlyList<double> Timesteps, IReadOnlyList<double> CallSigmas, double InitNoiseSigma, int NoiseDraws)
{
    /// <summary>Model calls; with guidance each costs two UNet evaluations.</summary>
    public int CallCount => Timesteps.Count;
}
