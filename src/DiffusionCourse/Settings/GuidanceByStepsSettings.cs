using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 7: the grid of guidance and steps.</summary>
/// <param name="Request">What is drawn.</param>
/// <param name="Scales">The guidance scales, in rising order.</param>
/// <param name="Steps">The step counts, in rising order.</param>
/// <param name="ReferenceSteps">The step count that convergence is measured against; more than any in the grid.</param>
public sealed record GuidanceByStepsSettings(
    GenerationRequest Request,
    IReadOnlyList<double> Scales,
    IReadOnlyList<int> Steps,
    int ReferenceSteps);
