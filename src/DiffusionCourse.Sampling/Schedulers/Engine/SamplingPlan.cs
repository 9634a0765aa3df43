namespace DiffusionCourse.Schedulers.Engine;

/// <summary>Everything about a run that does not depend on its data.</summary>
internal sealed class SamplingPlan
{
    /// <summary>Noise levels sigma of the whole schedule (before strength), the final one included; empty where a scheduler has none.</summary>
    public double[] Sigmas { get; init; } = [];

    public required double InitNoiseSigma { get; init; }

    /// <summary>The calls of this run, those skipped by strength left out.</summary>
    public required IReadOnlyList<SolverCall> Calls { get; init; }

    public OriginalLimit Limit { get; init; } = OriginalLimit.None;
}
