namespace DiffusionCourse.Pipelines;

public sealed partial class StableDiffusionPipeline
{
    /// <summary>The most pictures of one call of <see cref="GenerateManyAsync"/>.</summary>
    public const int MostPictures = 256;

    /// <summary>
    /// Draws several pictures of a prompt, or of several prompts: a grid with a row for each prompt and a column for each seed. Picture
    /// i of a prompt, counted from 0, is the picture that <see cref="GenerateAsync"/> draws with the seed s + i, bit for bit.
    /// </summary>
    /// <param name="request">What all pictures share; its seed s is the first.</param>
    /// <param name="count">Pictures a prompt, 1 to <see cref="MostPictures"/>.</param>
    /// <param name="prompts">Prompts; default: the request's own.</param>
    /// <param name="progress">Told after every picture. Default: a progress bar in a notebook.</param>
    /// <param name="cancellation">Stops inside a native call; a notebook's Stop button does the same.</param>
    /// <exception cref="ArgumentException">A value is out of its limits; nothing was computed.</exception>
    public Task<SweepResult> GenerateManyAsync(
        GenerationRequest request, int count, IReadOnlyList<string>? prompts = null, IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var rows = prompts?.Count ?? 1;
        if (count < 1 || (long)count * rows > MostPictures)
        {
            throw new ArgumentException(
                $"{count} pictures of {rows} prompts are asked for: at least 1, and {MostPictures} in all at most. Ask for fewer at a "
                    + "time.",
                nameof(count));
        }

        if (request.Seed > ulong.MaxValue - (ulong)(count - 1))
        {
            throw new ArgumentException(
                $"The seed is {request.Seed}: picture {count} would have a seed beyond {ulong.MaxValue}. Start from a smaller one.",
                nameof(request));
        }

        ulong[] seeds = [.. Enumerable.Range(0, count).Select(i => request.Seed + (ulong)i)];
        return SweepAsync(request, seeds: seeds, prompts: prompts, progress: progress, cancellation: cancellation);
    }
}
