using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 6: convergence against time.</summary>
/// <param name="Request">What is drawn.</param>
/// <param name="Steps">The step counts in rising order; the last one is the reference.</param>
/// <param name="Seeds">Seeds that every step count is drawn with.</param>
/// <param name="Schedulers">The schedulers that compete.</param>
/// <param name="ContestSteps">The step counts of the contest.</param>
public sealed record QualityAndSpeedSettings(
    GenerationRequest Request,
    IReadOnlyList<int> Steps,
    IReadOnlyList<ulong> Seeds,
    IReadOnlyList<string> Schedulers,
    IReadOnlyList<int> ContestSteps);
