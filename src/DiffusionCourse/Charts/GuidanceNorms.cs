namespace DiffusionCourse.Charts;

/// <summary>What guidance did in one run, step by step.</summary>
/// <param name="GuidanceScale">The guidance scale w of the run.</param>
/// <param name="Guidance">The Euclidean norm of conditional minus unconditional prediction, at each step.</param>
/// <param name="Guided">The Euclidean norm of the guided prediction, at each step.</param>
public sealed record GuidanceNorms(double GuidanceScale, IReadOnlyList<double> Guidance, IReadOnlyList<double> Guided);
