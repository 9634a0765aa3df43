using DiffusionCourse.Cost.Latency;
using DiffusionCourse.Display;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Cost;

/// <summary>
/// Where the time of a picture goes: each component and each step, measured over several pictures after a first one that is kept
/// apart. Nothing is taken from caches of embeddings: every picture encodes its texts.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed class LatencyBreakdown : IHtmlDisplay
{
    private const int MostRuns = 1000;

    private LatencyBreakdown(
        StableDiffusionPipeline pipeline, GenerationRequest request, IReadOnlyList<(GenerationResult Result, StepClock Clock)> pictures,
        long? peakMemory, bool ofThisOnly)
    {
        Model = pipeline.Model;
        Request = request;
        Device = pictures[0].Result.Device;
        Arrangement = pipeline.Arrangement;
        Load = pipeline.LoadTime;
        UNetEvaluations = pictures[0].Result.UNetEvaluations;
        PeakMemoryBytes = peakMemory;
        PeakIsOfThisMeasurement = ofThisOnly;
        var calls = pictures[0].Clock.Steps().Count() + 1;
        TextEncoder = Part("text encoder", 1, timings => timings.TextEncoder);
        UNet = Part("UNet, a step", calls, timings => timings.UNet / calls);
        Scheduler = Part("guidance and scheduler, a step", calls, timings => timings.Scheduler / calls);
        VaeDecoder = Part("VAE decoder", 1, timings => timings.Vae);
        Picture = Part("picture", 1, timings => timings.Total);
        var steps = pictures.Select(picture => picture.Clock.Steps().ToArray()).ToArray();
        Step = calls == 1
            ? UNet with { Name = "step" }
            : new("step", calls, steps[0][0], Percentiles.Of(steps.Skip(1).SelectMany(run => run)));

        LatencyPart Part(string name, int each, Func<GenerationTimings, TimeSpan> time)
            => new(
                name, each, time(pictures[0].Result.Timings),
                Percentiles.Of(pictures.Skip(1).Select(picture => time(picture.Result.Timings))));
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>What was drawn.</summary>
    public GenerationRequest Request { get; }

    /// <summary>The device's name: cpu or cuda.</summary>
    public string Device { get; }

    /// <summary>How the two evaluations of a guided step were run.</summary>
    public GuidanceArrangement Arrangement { get; }

    /// <summary>Loading the pipeline, once.</summary>
    public TimeSpan Load { get; }

    /// <summary>UNet evaluations of one picture.</summary>
    public int UNetEvaluations { get; }

    /// <summary>Tokenizer and text encoder, for the prompt and, with guidance, the negative one.</summary>
    public LatencyPart TextEncoder { get; }

    /// <summary>The UNet in one scheduler call, both evaluations where guidance is active; the mean of each picture.</summary>
    public LatencyPart UNet { get; }

    /// <summary>Guidance and scheduler arithmetic in one scheduler call; the mean of each picture.</summary>
    public LatencyPart Scheduler { get; }

    /// <summary>Whole scheduler calls, one by one.</summary>
    public LatencyPart Step { get; }

    /// <summary>Decoding the latents.</summary>
    public LatencyPart VaeDecoder { get; }

    /// <summary>From the request to the picture.</summary>
    public LatencyPart Picture { get; }

    /// <summary>All parts.</summary>
    public IReadOnlyList<LatencyPart> Parts => [TextEncoder, UNet, Scheduler, Step, VaeDecoder, Picture];

    /// <summary>The most physical memory that the process had in use at once, in bytes; null where the system does not say.</summary>
    public long? PeakMemoryBytes { get; }

    /// <summary>
    /// Whether the mark was set anew before the model was loaded, so that it is not that of something earlier in the process.
    /// </summary>
    public bool PeakIsOfThisMeasurement { get; }

    /// <summary>Loads a model afresh, draws a first picture, then several more.</summary>
    /// <param name="model">A name below models/ or a folder's path. Default: what DIFFUSION_COURSE_MODEL names, else the embedded
    /// model.</param>
    /// <param name="request">What to draw. Default: no prompt, 20 steps, the model's own size and guidance scale.</param>
    /// <param name="runs">Pictures after the first, 1 to 1000. Default 10.</param>
    /// <param name="options">Device and arrangement.</param>
    /// <param name="progress">Told after every picture. Default: a progress bar in a notebook, for measurements over a second.</param>
    /// <param name="cancellation">Stops inside a native call.</param>
    /// <exception cref="ArgumentException">The number of runs or a value of the request is out of its limits.</exception>
    /// <exception cref="ModelException">The model is not there, damaged, or fails.</exception>
    public static async Task<LatencyBreakdown> MeasureAsync(
        string? model = null, GenerationRequest? request = null, int runs = 10, PipelineOptions? options = null,
        IProgress<GenerationProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (runs is < 1 or > MostRuns)
        {
            throw new ArgumentException(Invariant($"The number of runs is {runs}: it must be 1 to {MostRuns}. Try 10."));
        }

        request ??= new GenerationRequest("");
        var fresh = PeakMemory.Reset();
        using var shown = progress is null ? new NotebookProgress($"Drawing {runs + 1} pictures") : null;
        using var pipeline = await StableDiffusionPipeline.LoadAsync(model, options, cancellation);
        var pictures = new List<(GenerationResult, StepClock)>();
        for (var run = 0; run <= runs; run++)
        {
            var clock = new StepClock();
            pictures.Add((await pipeline.GenerateAsync(Uncached(request, run), clock, cancellation), clock));
            (progress ?? shown!).Report(new(GenerationStage.Drawing, run + 1, runs + 1));
        }

        shown?.Complete();
        return new LatencyBreakdown(pipeline, request, pictures, PeakMemory.Bytes(), fresh);
    }

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml() + $"<p>{Html.Encode(Notes)}</p>";

    /// <inheritdoc/>
    public override string ToString() => $"{Table}\n{Notes}";

    /// <summary>The parts with their percentiles.</summary>
    public HtmlTable Table => new(
        Invariant(
            $"{Model} on {Device}: {Request.Steps} steps of {Request.Scheduler}, {UNetEvaluations} UNet evaluations, milliseconds over {
                Picture.Warm.Count} pictures after the first"),
        [
            "part", new("a picture", null, "0"), new("first", "ms", "0.00"), new("p50", "ms", "0.00"), new("p90", "ms", "0.00"),
            new("p99", "ms", "0.00"), new("share", "%", "0.0"),
        ],
        Parts.Select(Row));

    private string Notes => Invariant($"Loading took {Load.TotalMilliseconds:0} ms, once. ")
        + (PeakMemoryBytes is not { } bytes ? "The system does not say how much memory was in use."
        : Invariant($"At most {bytes / 1048576.0:0} MiB of memory were in use at once, ") + (PeakIsOfThisMeasurement
            ? "the runtime and what the process had loaded before included."
            : "at any time since the process began."));

    // The step holds the two parts above it: its share would count them twice.
    private object?[] Row(LatencyPart part) =>
    [
        part.Name, part.CallsAPicture, part.First.TotalMilliseconds, part.Warm.Median.TotalMilliseconds, part.Warm.P90.TotalMilliseconds,
        part.Warm.P99.TotalMilliseconds,
        part == Step ? null : 100 * part.CallsAPicture * part.Warm.Median / Picture.Warm.Median,
    ];

    // Spaces at the end leave the tokens as they are, and miss the cache of embeddings: odd numbers of them after the prompts, even ones
    // after the negative prompts, so that no text is met twice where the two are the same; and none without, as loading kept the empty one.
    private static GenerationRequest Uncached(GenerationRequest request, int run)
        => request with
        {
            Prompt = request.Prompt.TrimEnd(' ') + new string(' ', 2 * run + 1),
            NegativePrompt = request.NegativePrompt.TrimEnd(' ') + new string(' ', 2 * run + 2),
        };
}
