namespace DiffusionCourse.Inference;

/// <summary>How the two UNet evaluations of a guided step are run. The picture is the same.</summary>
public enum GuidanceArrangement
{
    /// <summary>Measured once for a machine and model, and remembered.</summary>
    Auto,

    /// <summary>One run on a batch of two: best on a GPU, and for large models.</summary>
    BatchOfTwo,

    /// <summary>Two runs at the same time, each on half of the threads: best for small models on few cores.</summary>
    ConcurrentCalls,

    /// <summary>Two runs one after the other: for graphs whose batch is fixed at one, and for little memory.</summary>
    SequentialCalls,
}
