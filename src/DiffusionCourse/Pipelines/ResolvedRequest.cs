using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>A request with every default filled in and every value checked.</summary>
/// <param name="Request">The request as it was given.</param>
/// <param name="Plan">The scheduler calls that it comes to.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="VaeFactor">Pixels a latent along each side.</param>
internal sealed record ResolvedRequest(GenerationRequest Request, GuidedPlan Plan, int Width, int Height, int VaeFactor)
{
    public int LatentWidth => Width / VaeFactor;

    public int LatentHeight => Height / VaeFactor;

    /// <summary>The sizes that the UNet's tensors have, with a prompt's embedding.</summary>
    public UNetShape ShapeFor(TextEmbedding text) => new(LatentHeight, LatentWidth, text.Context, text.Width);

    /// <summary>The picture that the run starts from, or null for noise.</summary>
    public StartPicture? Start { get; init; }
}
