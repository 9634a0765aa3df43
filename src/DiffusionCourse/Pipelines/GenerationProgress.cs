namespace DiffusionCourse.Pipelines;

/// <summary>How far a generation has come.</summary>
/// <param name="Stage">What is done now.</param>
/// <param name="Completed">Scheduler calls done; in a sweep, pictures.</param>
/// <param name="Total">Scheduler calls in all, which may be more than steps; in a sweep, pictures.</param>
public readonly record struct GenerationProgress(GenerationStage Stage, int Completed, int Total);
