using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 6: convergence against time.</summary>
/// <param name="Request">What is drawn.</param>
/// <param name="Seeds">Seeds that every step count is drawn with.</param>
public sealed record QualityAndSpeedSettings(
    GenerationRequest Request,
    IReadOnlyList<ulong> Seeds);
