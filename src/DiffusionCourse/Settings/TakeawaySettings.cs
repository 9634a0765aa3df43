using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Settings;

/// <summary>Part 12: the summary, measured.</summary>
/// <param name="Request">The request that one change at a time is made to.</param>
/// <param name="Seeds">Seeds that every change is drawn with.</param>
public sealed record TakeawaySettings(GenerationRequest Request, IReadOnlyList<ulong> Seeds);
