using DiffusionCourse.Display;
using DiffusionCourse.Schedulers;

namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    /// <summary>
    /// Finds the noise from which DDIM draws a given picture (Song et al. 2020, section 4.3): DDIM run backwards from the request's
    /// <see cref="GenerationRequest.Image"/> or <see cref="GenerationRequest.ImageLatents"/>. To draw the picture again, give the noise
    /// back as
    /// <see cref="GenerationRequest.InitialNoise"/> with the scheduler ddim, the same prompt and steps, and no picture.
    /// </summary>
    /// <param name="request">
    /// The picture, and the prompt that describes it. More steps invert more exactly: 50 and more. The scheduler is left aside. Guidance:
    /// none where none is stated, because it makes the way back miss the picture (Mokady et al. 2022).
    /// </param>
    /// <param name="progress">Told after every scheduler call. Default: a progress bar in a notebook, for runs over a second.</param>
    /// <param name="cancellation">Stops inside a native call; a notebook's Stop button does the same.</param>
    /// <returns>
    /// Noise of the picture's size, channels x height x width. Its standard deviation is near 1, or well below for pictures with large
    /// areas of one colour.
    /// </returns>
    /// <exception cref="ArgumentException">There is no picture, or a value of the request is out of its limits; nothing was
    /// computed.</exception>
    public async Task<IReadOnlyList<float>> InvertAsync(
        GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Image is null && request.ImageLatents is null)
        {
            throw new ArgumentException("There is no picture to invert. Give the request an Image or ImageLatents.", nameof(request));
        }

        var unstated = request.GuidanceScale is null && request.Guidance is null;
        var resolved = Resolve(
            request with { Scheduler = DdimInverseScheduler.CatalogueName, GuidanceScale = unstated ? 1 : request.GuidanceScale });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, NotebookHost.CancellationToken);
        using var shown = progress is null ? new NotebookProgress("Inverting the picture") : null;
        var noise = await Task.Run(() => Invert(resolved, progress ?? shown!, stop.Token), stop.Token);
        shown?.Complete();
        return noise;
    }

    private float[] Invert(ResolvedRequest resolved, IProgress<GenerationProgress> progress, CancellationToken cancellation)
    {
        using var use = _parts.Use();
        var (text, negative, _) = Encode(resolved, cancellation);
        using var loop = new DenoisingLoop(_parts.UNet, resolved, text, negative, withPredictedOriginal: false, cancellation);
        while (loop.MoveNext())
        {
            progress.Report(new(GenerationStage.Denoising, loop.Position, loop.CallCount));
        }

        return loop.Latents.ToArray();
    }
}
