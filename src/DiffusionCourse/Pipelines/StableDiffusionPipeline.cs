using System.Runtime.CompilerServices;
using DiffusionCourse.Display;
using DiffusionCourse.Imaging;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tokenization;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// Text to image by latent diffusion (Rombach et al. 2022) with classifier-free guidance (Ho and Salimans 2022): prompt,
/// text embedding, noise, denoising loop, VAE decoder. Works on any folder in Stable Diffusion's ONNX layout; safe to use
/// from several threads at once.
/// </summary>
[TypeFormatterSource(typeof(HtmlFormatterSource))]
public sealed partial class StableDiffusionPipeline : IHtmlDisplay, IDisposable
{
    private readonly PipelineParts _parts;
    private readonly StartPictures _starts;

    private StableDiffusionPipeline(PipelineParts parts)
    {
        _parts = parts;
        _starts = new(parts);
    }

    /// <summary>The model's name, such as emoji-128.</summary>
    public string Model => _parts.Folder.Name;

    /// <summary>The model's folder.</summary>
    public string ModelPath => _parts.Folder.FullPath;

    /// <summary>Prompts and settings that suit the model.</summary>
    public ModelPrompts Prompts => _parts.Folder.Prompts;

    /// <summary>Where the model runs, and why.</summary>
    public InferenceDevice Device => _parts.Device;

    /// <summary>How the two UNet evaluations of a guided step are run on this machine.</summary>
    public GuidanceArrangement Arrangement => _parts.UNet.Arrangement;

    /// <summary>
    /// How they are run in a picture that is begun while others are drawn on this pipeline, whose cores it shares: the picture is the same.
    /// </summary>
    public GuidanceArrangement ArrangementBesideOthers => _parts.UNet.ArrangementBesideOthers;

    /// <summary>The tokenizer.</summary>
    public ClipTokenizer Tokenizer => _parts.Tokenizer;

    /// <summary>The noise schedule and scheduler settings that the model was published with.</summary>
    public SchedulerConfig SchedulerConfig => _parts.SchedulerConfig;

    /// <summary>Width in pixels of the pictures that the model was trained on.</summary>
    public int DefaultWidth => _parts.Limits.DefaultWidth;

    /// <summary>Height in pixels of the pictures that the model was trained on.</summary>
    public int DefaultHeight => _parts.Limits.DefaultHeight;

    /// <summary>Whether the model was exported for one size alone: a request for another one is refused.</summary>
    public bool HasFixedSize => _parts.Limits.FixedWidth is not null || _parts.Limits.FixedHeight is not null;

    /// <summary>Whether the model can encode a picture, so that a request may start from <see cref="GenerationRequest.Image"/>.</summary>
    public bool HasVaeEncoder => _parts.Limits.HasVaeEncoder;

    /// <summary>Channels of the latents: 4 for Stable Diffusion.</summary>
    public int LatentChannels => _parts.UNet.Model.Channels;

    /// <summary>Latents of a picture of the model's own size: channels x height x width.</summary>
    public int LatentCount => LatentChannels * (DefaultHeight / VaeFactor) * (DefaultWidth / VaeFactor);

    /// <summary>Pixels a latent along each side: 8 for Stable Diffusion.</summary>
    public int VaeFactor => _parts.Vae.Factor;

    /// <summary>Latents are divided by this before the VAE decodes them: 0.18215 for Stable Diffusion.</summary>
    public double ScalingFactor => _parts.Vae.ScalingFactor;

    /// <summary>
    /// What had to be taken for granted when the model was loaded: a config.json that is missing, a device that does not work.
    /// Empty when all is well. The first result carries these notices too.
    /// </summary>
    public IReadOnlyList<string> Notices => _parts.Notices;

    /// <summary>
    /// Whether there is a small decoder (TAESD) for <see cref="DenoisingStep.DecodePreview"/>: see
    /// <see cref="PipelineOptions.PreviewDecoder"/>. It is loaded when this, or a preview, is first asked for.
    /// </summary>
    public bool HasPreviewDecoder
    {
        get
        {
            using var use = _parts.Use();
            return _parts.HasPreviewDecoder;
        }
    }

    /// <summary>What moved between here and the servers so far; null where the networks run on this machine.</summary>
    public ServerTraffic? Traffic => _parts.Traffic;

    /// <summary>How long loading took.</summary>
    public TimeSpan LoadTime => _parts.LoadTime;

    /// <summary>Loads a model.</summary>
    /// <param name="model">A name below models/ or a folder's path; or, for networks that run on a server of the Open Inference Protocol
    /// (version 2), its address and then the model whose tokenizer and settings are read here, such as
    /// "https://school.example/v2 emoji-128": see <see cref="PipelineOptions.Server"/>. Default: what DIFFUSION_COURSE_MODEL names, else
    /// the embedded model.</param>
    /// <param name="options">Device and arrangement.</param>
    /// <param name="cancellation">Stops between components.</param>
    /// <exception cref="ModelException">The model is not there, damaged, or does not fit, or its server cannot be used; the message says
    /// which file or address and what to do.</exception>
    /// <exception cref="ArgumentException">The device is none of its choices, or an option is out of its limits.</exception>
    public static async Task<StableDiffusionPipeline> LoadAsync(
        string? model = null, PipelineOptions? options = null, CancellationToken cancellation = default)
        => new(await PipelineParts.LoadAsync(model, options ?? new(), cancellation));

    /// <summary>Runs every component once, so that the first timed picture is like the others.</summary>
    /// <param name="cancellation">Stops inside a native call.</param>
    /// <returns>The time that the first run took.</returns>
    public async Task<TimeSpan> WarmUpAsync(CancellationToken cancellation = default)
    {
        var resolved = Resolve(new GenerationRequest("") { Steps = 2, GuidanceScale = 2 });
        return await Task.Run(() => Generate(resolved, Silent, cancellation).Timings.Total, cancellation);
    }

    /// <summary>Draws a picture.</summary>
    /// <param name="request">What to draw, and how.</param>
    /// <param name="progress">Told after every scheduler call. Default: a progress bar in a notebook, for runs over a second.</param>
    /// <param name="cancellation">Stops inside a native call; a notebook's Stop button does the same.</param>
    /// <exception cref="ArgumentException">A value of the request is out of its limits; nothing was computed.</exception>
    /// <exception cref="ModelException">A component failed or gave values that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<GenerationResult> GenerateAsync(
        GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var resolved = Resolve(request);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, NotebookHost.CancellationToken);
        using var shown = progress is null ? new NotebookProgress($"Drawing \"{request.Prompt}\"") : null;
        var result = await Task.Run(() => Generate(resolved, progress ?? shown!, stop.Token), stop.Token);
        shown?.Complete();
        return result with { Notices = [.. _parts.TakeNotices(), .. result.Notices] };
    }

    /// <summary>Draws a picture and hands out every scheduler call as it happens.</summary>
    /// <param name="request">What to draw, and how.</param>
    /// <param name="cancellation">Stops inside a native call; a notebook's Stop button does the same.</param>
    /// <exception cref="ArgumentException">A value of the request is out of its limits; nothing was computed.</exception>
    public IAsyncEnumerable<DenoisingStep> DenoiseAsync(GenerationRequest request, CancellationToken cancellation = default)
        => Denoise(Resolve(request), cancellation);

    /// <summary>Frees the sessions as soon as the generations that still run have ended; no new one starts.</summary>
    public void Dispose() => _parts.Dispose();

    private RgbImage Decode(float[] latents, ResolvedRequest resolved, bool preview)
    {
        using var use = _parts.Use(further: true);
        var decoder = preview ? _parts.PreviewDecoder(resolved.LatentHeight, resolved.LatentWidth) : _parts.Vae;
        return decoder.DecodePicture(latents, resolved.LatentHeight, resolved.LatentWidth, NotebookHost.CancellationToken);
    }

    private ResolvedRequest Resolve(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var resolved = RequestRules.Resolve(request, _parts.Limits, _parts.Scheduler(request.Scheduler));
        return resolved with { Start = _starts.Of(resolved) };
    }

    private async IAsyncEnumerable<DenoisingStep> Denoise(
        ResolvedRequest resolved, CancellationToken cancellation, [EnumeratorCancellation] CancellationToken enumeration = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, enumeration, NotebookHost.CancellationToken);
        using var use = _parts.Use();
        var (text, negative, notices) = await Task.Run(() => Encode(resolved, stop.Token), stop.Token);
        IReadOnlyList<string> told = [.. _parts.TakeNotices(), .. notices];
        using var loop = new DenoisingLoop(_parts.UNet, resolved, text, negative, withPredictedOriginal: true, stop.Token);
        while (loop.Position < loop.CallCount)
        {
            var timestep = loop.NextTimestep;
            await Task.Run(loop.MoveNext, stop.Token);
            yield return new DenoisingStep(loop, loop.Position, timestep, told, (latents, preview) => Decode(latents, resolved, preview));
        }
    }
}
