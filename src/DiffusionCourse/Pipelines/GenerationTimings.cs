namespace DiffusionCourse.Pipelines;

/// <summary>Where the time of one generation went.</summary>
/// <param name="Load">Loading the pipeline, once; not part of <paramref name="Total"/>.</param>
/// <param name="TextEncoder">Tokenizer and text encoder; near zero for a prompt that was encoded before.</param>
/// <param name="UNet">All UNet evaluations.</param>
/// <param name="Scheduler">Guidance and scheduler arithmetic.</param>
/// <param name="Vae">Decoding the latents.</param>
/// <param name="Total">From the request to the picture.</param>
public sealed record GenerationTimings(TimeSpan Load, TimeSpan TextEncoder, TimeSpan UNet, TimeSpan Scheduler, TimeSpan Vae, TimeSpan Total);
