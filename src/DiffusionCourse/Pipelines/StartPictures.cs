using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DiffusionCourse.Imaging;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// The pictures that runs start from: each is encoded once a size, however many are drawn from it, and kept as long as somebody holds it.
/// </summary>
internal sealed class StartPictures(PipelineParts parts)
{
    private readonly ConditionalWeakTable<RgbImage, ConcurrentDictionary<(int Width, int Height), StartPicture>> _encoded = new();

    /// <summary>The picture that a request starts from; null where it starts from noise.</summary>
    public StartPicture? Of(ResolvedRequest request)
    {
        if (request.Request.ImageLatents is { } latents)
        {
            return new(_ => [.. latents]);
        }

        return request.Request.Image is not { } image
            ? null
            : _encoded.GetValue(image, _ => new()).GetOrAdd((request.Width, request.Height),
            size => new(cancellation => parts.Encoder.EncodePicture(image.Fit(size.Width, size.Height), cancellation)));
    }
}
