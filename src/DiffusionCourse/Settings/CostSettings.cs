using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 11: what a picture costs.</summary>
/// <param name="Request">What is drawn and counted.</param>
/// <param name="Runs">Runs of each measurement after the first.</param>
/// <param name="Repetitions">How often each variant of guidance is timed; the median counts.</param>
/// <param name="IntervalLow">Noise level (sigma) up to which guidance is left out in the interval.</param>
/// <param name="IntervalHigh">Noise level (sigma) above which guidance is left out in the interval.</param>
public sealed record CostSettings(GenerationRequest Request, int Runs, int Repetitions, double IntervalLow, double IntervalHigh);
