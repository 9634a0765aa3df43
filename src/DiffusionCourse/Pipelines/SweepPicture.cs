using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>One picture of a sweep, ready to be drawn.</summary>
/// <param name="Resolved">How it is drawn.</param>
/// <param name="Text">The prompt's embedding.</param>
/// <param name="Negative">The negative prompt's, where any call is guided.</param>
/// <param name="Notices">What the reader should know.</param>
/// <param name="TextTime">How long encoding took; near zero where it was done for another picture.</param>
internal sealed record SweepPicture(
    ResolvedRequest Resolved, TextEmbedding Text, TextEmbedding? Negative, IReadOnlyList<string> Notices, TimeSpan TextTime);
