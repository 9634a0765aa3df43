using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>How a pipeline is loaded.</summary>
public sealed record PipelineOptions
{
    /// <summary>auto (CUDA where it works, else CPU), cpu or cuda. Default auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// How the two UNet evaluations of a guided step are run. Default: measured once a machine and model; a batch of two where
    /// <see cref="Threads"/> is given.
    /// </summary>
    public GuidanceArrangement Arrangement { get; init; } = GuidanceArrangement.Auto;

    /// <summary>Threads for the arithmetic on the CPU, 1 to the machine's cores. Default (null): all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>The number of threads after a check.</summary>
    internal int ThreadCount()
    {
        int cores = Environment.ProcessorCount;
        if (Threads is < 1 || Threads > cores)
        {
            throw new ArgumentException(FormattableString.Invariant($"The number of threads is {Threads}: it must be 1 to {cores}, the cores of this machine. Leave it out to use them all."));
        }

        if (Threads == 1 && Arrangement == GuidanceArrangement.ConcurrentCalls)
        {
            throw new ArgumentException("Concurrent calls need two threads or more, but 1 was asked for. Choose another arrangement, or more threads.");
        }

        return Threads ?? cores;
    }
}
