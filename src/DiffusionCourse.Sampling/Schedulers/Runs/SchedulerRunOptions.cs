using DiffusionCourse.Noise;

namespace DiffusionCourse.Schedulers;

/// <summary>What one run may vary beside its number of steps.</summary>
public sealed record SchedulerRunOptions
{
    /// <summary>
    /// Share of the schedule that is run, in (0, 1]: below 1 the run starts from a noised picture (image-to-image) and its first
    /// n - int(n * strength) steps are left out; int(n - n * strength) of a flow model's, as diffusers has it.
    /// LCM and TCD run all n steps, on the less noisy part of the timesteps that they were distilled on. Default 1.
    /// </summary>
    public double Strength { get; init; } = 1;

    /// <summary>Samples in the batch, at least 1; the length must be a multiple of it. Default: as many as noise sources, or 1.</summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// One noise source for each sample of the batch, in order; needed by stochastic schedulers only. Each sample draws from its
    /// own, so that a batch gives the pictures that one-by-one generation gives. Default none.
    /// </summary>
    public IReadOnlyList<INoiseSource> Noise { get; init; } = [];
}
