namespace DiffusionCourse.Schedulers;

/// <summary>
/// One pass of a scheduler from noise to sample. It owns all state (position, earlier predictions, buffers), so runs never
/// disturb each other; a <see cref="Scheduler"/> is only configuration. Not thread-safe.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class SchedulerRun<T>
    where T : unmanaged
{
    private protected SchedulerRun()
    {
    }

    /// <summary>The timestep of each model call of this run, in order, after strength; fractional for some schedulers.</summary>
    public abstract IReadOnlyList<double> Timesteps { get; }

    /// <summary>Noise levels sigma (noise for each unit of signal) of the whole schedule, the final one included; empty where undefined.</summary>
    public abstract IReadOnlyList<double> Sigmas { get; }

    /// <summary>The noise level sigma (noise for each unit of signal) at which each model call of this run finds the sample; defined for every scheduler.</summary>
    public abstract IReadOnlyList<double> CallSigmas { get; }

    /// <summary>Standard deviation that the initial noise is multiplied by.</summary>
    public abstract double InitNoiseSigma { get; }

    /// <summary>Index of the next model call, from 0 to <see cref="CallCount"/>.</summary>
    public abstract int Position { get; }

    /// <summary>Model calls in this run; some schedulers need more than one a step.</summary>
    public abstract int CallCount { get; }

    /// <summary>Whether every call has been made.</summary>
    public bool IsFinished => Position == CallCount;

    /// <summary>Elements that every buffer must have: batch x elements of a sample.</summary>
    public abstract int Length { get; }

    /// <summary>Writes what the model is to be given at the current position.</summary>
    /// <param name="sample">x_t, <see cref="Length"/> elements.</param>
    /// <param name="destination">Receives the scaled sample; may be <paramref name="sample"/> itself.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public abstract void ScaleModelInput(ReadOnlySpan<T> sample, Span<T> destination);

    /// <summary>Takes the sample one model call further, in place. Allocates nothing.</summary>
    /// <param name="modelOutput">What the model answered at the current position, after guidance.</param>
    /// <param name="sample">x_t on entry (unscaled), the next sample on return. Left as it was where an exception is thrown.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length, they overlap, or hold a value that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public abstract void Step(ReadOnlySpan<T> modelOutput, Span<T> sample);

    /// <summary>
    /// The model's current idea of the finished sample: x_0 predicted at the current position, clamped where the scheduler
    /// clamps. Call it before <see cref="Step"/>, with the same model output and sample.
    /// </summary>
    /// <param name="modelOutput">What the model answered at the current position.</param>
    /// <param name="sample">x_t, unscaled.</param>
    /// <param name="destination">Receives the predicted x_0.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The run is finished.</exception>
    public abstract void PredictOriginal(ReadOnlySpan<T> modelOutput, ReadOnlySpan<T> sample, Span<T> destination);

    /// <summary>Noises a clean sample to the level at which this run starts (image-to-image).</summary>
    /// <param name="original">x_0.</param>
    /// <param name="noise">Standard normal noise.</param>
    /// <param name="destination">Receives the noised sample; may be one of the others.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    public void AddNoise(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, Span<T> destination) => AddNoise(original, noise, 0, destination);

    /// <summary>
    /// Noises a clean sample to the level at which a given call of this run finds it (inpainting); at the second call of a DPM2
    /// step, as in diffusers, to the level that the step goes to.
    /// </summary>
    /// <param name="original">x_0.</param>
    /// <param name="noise">Standard normal noise.</param>
    /// <param name="call">The model call, from 0 to <see cref="CallCount"/> - 1.</param>
    /// <param name="destination">Receives the noised sample; may be one of the others.</param>
    /// <exception cref="ArgumentException">A buffer has the wrong length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such call.</exception>
    public abstract void AddNoise(ReadOnlySpan<T> original, ReadOnlySpan<T> noise, int call, Span<T> destination);
}
