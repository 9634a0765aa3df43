using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 2: the first picture, timed.</summary>
/// <param name="Request">What is drawn, twice.</param>
/// <param name="Seeds">Other seeds for the same request.</param>
public sealed record FirstPictureSettings(GenerationRequest Request, IReadOnlyList<ulong> Seeds);
