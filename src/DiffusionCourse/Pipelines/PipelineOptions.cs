using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>How a pipeline is loaded.</summary>
public sealed record PipelineOptions
{
    /// <summary>auto (CUDA where it works, else CPU), cpu or cuda. Default auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>How the two UNet evaluations of a guided step are run. Default: measured once a machine and model.</summary>
    public GuidanceArrangement Arrangement { get; init; } = GuidanceArrangement.Auto;
}
