namespace DiffusionCourse.Pipelines;

/// <summary>How far a generation has come.</summary>
/// <param name="Stage">What is done now: text, denoising, decoding, or done.</param>
/// <param name="Completed">Scheduler calls done.</param>
/// <param name="Total">Scheduler calls in all; some schedulers make more calls than steps.</param>
public sealed record GenerationProgress(string Stage, int Completed, int Total);
