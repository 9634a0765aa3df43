using DiffusionCourse.Display;

namespace DiffusionCourse.Pipelines;

/// <summary>Where the time of one generation went.</summary>
/// <param name="Load">Loading the pipeline, once; not part of <paramref name="Total"/>.</param>
/// <param name="TextEncoder">Tokenizer and text encoder; near zero for a prompt that was encoded before.</param>
/// <param name="UNet">All UNet evaluations.</param>
/// <param name="Scheduler">Guidance and scheduler arithmetic.</param>
/// <param name="Vae">Decoding the latents.</param>
/// <param name="Total">From the request to the picture.</param>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed record GenerationTimings(TimeSpan Load, TimeSpan TextEncoder, TimeSpan UNet, TimeSpan Scheduler, TimeSpan Vae, TimeSpan Total)
    : IHtmlDisplay
{
    /// <summary>
    /// Pictures that were drawn at the same time, this one included: 1 alone, more in a sweep. The times are then this picture's share,
    /// by the UNet evaluations that it needs, so that those of a whole sweep add up to about the time that it took.
    /// </summary>
    public int DrawnTogether { get; init; } = 1;

    /// <inheritdoc/>
    public string ToHtml() => new HtmlTable("Where the time went", ["part", new("time", "ms", "0.0")],
    [
        ["text encoder", TextEncoder.TotalMilliseconds], ["UNet", UNet.TotalMilliseconds],
        ["scheduler and guidance", Scheduler.TotalMilliseconds], ["VAE", Vae.TotalMilliseconds], ["total", Total.TotalMilliseconds],
        ["loading, once before", Load.TotalMilliseconds],
    ]).ToHtml();
}
