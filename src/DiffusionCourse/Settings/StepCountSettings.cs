using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 5: the number of steps.</summary>
/// <param name="Request">What is drawn.</param>
/// <param name="Steps">The step counts that are shown, in rising order.</param>
/// <param name="ConvergenceSteps">The step counts of the convergence curves, in rising order.</param>
/// <param name="ReferenceSteps">The step count of the run that they are compared with; more than any of them.</param>
/// <param name="Schedulers">The schedulers that are compared.</param>
public sealed record StepCountSettings(
    GenerationRequest Request,
    IReadOnlyList<int> Steps,
    IReadOnlyList<int> ConvergenceSteps,
    int ReferenceSteps,
    IReadOnlyList<string> Schedulers);
