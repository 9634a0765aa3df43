namespace DiffusionCourse.Inference;

/// <summary>What one run of a network gave.</summary>
/// <param name="Shape">The output's shape.</param>
/// <param name="Values">Its values, row-major.</param>
internal readonly record struct NetworkOutput(IReadOnlyList<long> Shape, float[] Values);
