using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 8: what makes a picture faster.</summary>
/// <param name="Request">What is drawn, in the usual size.</param>
/// <param name="Steps">The step counts, in falling order; the last one is drawn in the small size, too.</param>
/// <param name="SmallWidth">Width of the small picture, in pixels.</param>
/// <param name="SmallHeight">Height of the small picture, in pixels.</param>
/// <param name="Repetitions">How often each way is timed; the median counts.</param>
/// <param name="RepeatedSteps">Steps of the runs that compare arrangements, threads and precisions.</param>
/// <param name="IntervalSteps">Steps of the runs that leave guidance out of a part.</param>
/// <param name="IntervalLow">Noise level (sigma) up to which guidance is left out.</param>
/// <param name="IntervalHigh">Noise level (sigma) above which guidance is left out.</param>
/// <param name="Precisions">How finely weights are stored in the copies that are compared; empty where the model is too large to be copied
/// for a lesson.</param>
public sealed record OptimisationSettings(
    GenerationRequest Request,
    IReadOnlyList<int> Steps,
    int SmallWidth,
    int SmallHeight,
    int Repetitions,
    int RepeatedSteps,
    int IntervalSteps,
    double IntervalLow,
    double IntervalHigh,
    IReadOnlyList<WeightPrecision> Precisions)
{
    /// <summary>Numbers of threads to compare: 1, 2, 4 and so on, and all cores of this machine.</summary>
    public IReadOnlyList<int> Threads { get; init; } = PowersOfTwo(Environment.ProcessorCount);

    internal static int[] PowersOfTwo(int cores) =>
        [.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(threads => threads < cores), cores];
}
