using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 3: guidance in one dimension, and on the network.</summary>
/// <param name="Points">Positions of the one-dimensional demonstration.</param>
/// <param name="End">Where its axis ends; it begins at 0.</param>
/// <param name="NoiseSeed">Seed of its noise.</param>
/// <param name="NoiseDeviation">Standard deviation of its noise.</param>
/// <param name="DemonstratedScales">Its guidance scales, one panel each.</param>
/// <param name="Request">The run whose predictions are measured.</param>
/// <param name="MeasuredScales">The guidance scales of the measured runs, all above 1.</param>
public sealed record GuidanceMathematicsSettings(
    int Points,
    double End,
    ulong NoiseSeed,
    double NoiseDeviation,
    IReadOnlyList<double> DemonstratedScales,
    GenerationRequest Request,
    IReadOnlyList<double> MeasuredScales);
