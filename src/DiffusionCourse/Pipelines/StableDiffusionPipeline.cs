using System.Collections.Concurrent;
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
    private readonly RequestRules _rules;
    private readonly ConcurrentDictionary<string, Scheduler> _schedulers = new(StringComparer.OrdinalIgnoreCase);

    private StableDiffusionPipeline(PipelineParts parts)
    {
        _parts = parts;
        _rules = new RequestRules(parts, SchedulerFor);
    }

    /// <summary>The model's name, such as emoji-64.</summary>
    public string Model => _parts.Folder.Name;

    /// <summary>The model's folder.</summary>
    public string ModelPath => _parts.Folder.FullPath;

    /// <summary>Prompts and settings that suit the model.</summary>
    public ModelPrompts Prompts => _parts.Folder.Prompts;

    /// <summary>Where the model runs, and why.</summary>
    public InferenceDevice Device => _parts.Device;

    /// <summary>How the two UNet evaluations of a guided step are run on this machine.</summary>
    public GuidanceArrangement Arrangement => _parts.UNet.Arrangement;

    /// <summary>The tokenizer.</summary>
    public ClipTokenizer Tokenizer => _parts.Tokenizer;

    /// <summary>The noise schedule and scheduler settings that the model was published with.</summary>
    public SchedulerConfig SchedulerConfig => _parts.SchedulerConfig;

    /// <summary>Width in pixels of the pictures that the model was trained on.</summary>
    public int DefaultWidth => _rules.DefaultWidth;

    /// <summary>Height in pixels of the pictures that the model was trained on.</summary>
    public int DefaultHeight => _rules.DefaultHeight;

    /// <summary>Channels of the latents: 4 for Stable Diffusion.</summary>
    public int LatentChannels => _parts.UNet.Model.Channels;

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

    /// <summary>How long loading took.</summary>
    public TimeSpan LoadTime => _parts.LoadTime;

    /// <summary>Loads a model.</summary>
    /// <param name="model">A name below models/ or a folder's path. Default: what DIFFUSION_COURSE_MODEL names, else the embedded model.</param>
    /// <param name="options">Device and arrangement.</param>
    /// <param name="cancellation">Stops between components.</param>
    /// <exception cref="ModelException">The model is not there, damaged, or does not fit; the message says which file and what to do.</exception>
    /// <exception cref="ArgumentException">The device has no such name.</exception>
    public static async Task<StableDiffusionPipeline> LoadAsync(string? model = null, PipelineOptions? options = null, CancellationToken cancellation = default)
        => new(await PipelineParts.LoadAsync(model ?? ModelLocator.DefaultModel, options ?? new(), cancellation));

    /// <summary>Runs every component once, so that the first timed picture is like the others.</summary>
    /// <param name="cancellation">Stops inside a native call.</param>
    /// <returns>The time that the first run took.</returns>
    public async Task<TimeSpan> WarmUpAsync(CancellationToken cancellation = default)
    {
        var settings = _rules.Resolve(new GenerationRequest("") { Steps = 2, GuidanceScale = 2 });
        return await Task.Run(() => Generate(settings, Silent, cancellation).Timings.Total, cancellation);
    }

    /// <summary>Draws a picture.</summary>
    /// <param name="request">What to draw, and how.</param>
    /// <param name="progress">Told after every scheduler call. Default: a progress bar in a notebook, for runs over a second.</param>
    /// <param name="cancellation">Stops inside a native call; a notebook's Stop button does the same.</param>
    /// <exception cref="ArgumentException">A value of the request is out of its limits; nothing was computed.</exception>
    /// <exception cref="ModelException">A component failed or gave values that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<GenerationResult> GenerateAsync(GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var settings = _rules.Resolve(request);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, NotebookHost.CancellationToken);
        using var shown = progress is null ? new NotebookProgress($"Drawing \"{request.Prompt}\"") : null;
        var result = await Task.Run(() => Generate(settings, progress ?? shown!, stop.Token), stop.Token);
        shown?.Complete();
        return result with { Notices = [.. _parts.TakeNotices(), .. result.Notices] };
    }

    /// <summary>Draws a picture and hands out every scheduler call as it happens.</summary>
    /// <param name="request">What to draw, and how.</param>
    /// <param name="cancellation">Stops inside a native call; a notebook's Stop button does the same.</param>
    /// <exception cref="ArgumentException">A value of the request is out of its limits; nothing was computed.</exception>
    public IAsyncEnumerable<DenoisingStep> DenoiseAsync(GenerationRequest request, CancellationToken cancellation = default)
        => Denoise(_rules.Resolve(request), cancellation);

    /// <summary>Decodes latents into a picture.</summary>
    /// <param name="latents">channels x height x width, as a scheduler leaves them.</param>
    /// <param name="width">Width of the picture in pixels; default: the model's own.</param>
    /// <param name="height">Height of the picture in pixels; default: the model's own.</param>
    /// <exception cref="ArgumentException">The latents have another length than the size asks for.</exception>
    public RgbImage Decode(IReadOnlyList<float> latents, int? width = null, int? height = null)
    {
        ArgumentNullException.ThrowIfNull(latents);
        int rows = (height ?? DefaultHeight) / VaeFactor;
        int columns = (width ?? DefaultWidth) / VaeFactor;
        if (latents.Count != LatentChannels * rows * columns)
        {
            throw new ArgumentException($"There are {latents.Count} latents; a picture of {columns * VaeFactor} x {rows * VaeFactor} pixels has {LatentChannels} x {rows} x {columns} = {LatentChannels * rows * columns}.", nameof(latents));
        }

        using var use = _parts.Use();
        return _parts.Vae.DecodePicture(latents as float[] ?? [.. latents], rows, columns, NotebookHost.CancellationToken);
    }

    /// <summary>Encodes a picture into latents: the counterpart of decoding, as image to image starts from it.</summary>
    /// <param name="image">The picture; it is cut and scaled to the size asked for.</param>
    /// <param name="width">Width in pixels; default: the model's own.</param>
    /// <param name="height">Height in pixels; default: the model's own.</param>
    /// <returns>channels x height x width, scaled as a scheduler works on them. Where the export gives a distribution, its mean.</returns>
    /// <exception cref="ArgumentException">The model has no vae_encoder, or a side is out of its limits.</exception>
    public IReadOnlyList<float> Encode(RgbImage image, int? width = null, int? height = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var settings = _rules.Resolve(new GenerationRequest("") { Image = image, Width = width, Height = height });
        using var use = _parts.Use();
        settings.Start!.Encode(NotebookHost.CancellationToken);
        return settings.Start.Latents.ToArray();
    }

    /// <summary>Encodes a prompt, to be changed or mixed and given back in a request's <see cref="GenerationRequest.PromptEmbedding"/>.</summary>
    /// <param name="prompt">The prompt; what exceeds the context is cut.</param>
    public TextEmbedding EncodePrompt(string prompt)
    {
        using var use = _parts.Use();
        return _parts.TextEncoder.Encode(Tokenizer.Encode(prompt), NotebookHost.CancellationToken);
    }

    /// <summary>Frees the sessions as soon as the generations that still run have ended; no new one starts.</summary>
    public void Dispose() => _parts.Dispose();

    private RgbImage Preview(float[] latents, ResolvedSettings settings)
    {
        using var use = _parts.Use();
        return _parts.PreviewDecoder(settings.LatentHeight, settings.LatentWidth).DecodePicture(latents, settings.LatentHeight, settings.LatentWidth, NotebookHost.CancellationToken);
    }

    private Scheduler SchedulerFor(string name) => _schedulers.GetOrAdd(name, CreateScheduler);

    // A name that no scheduler has is the request's fault; what this one does not take of the configuration is the model's.
    private Scheduler CreateScheduler(string name)
    {
        _ = Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name);
        try
        {
            return Scheduler.FromConfig(SchedulerConfig, name);
        }
        catch (Exception error) when (error is (ArgumentException or InvalidOperationException) && _parts.Folder.SchedulerConfig is not null)
        {
            throw new ModelException($"{_parts.Folder.SchedulerConfig}: {error.Message} Choose another scheduler, or fetch the model again.", error);
        }
    }

    private async IAsyncEnumerable<DenoisingStep> Denoise(ResolvedSettings settings, CancellationToken cancellation, [EnumeratorCancellation] CancellationToken enumeration = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, enumeration, NotebookHost.CancellationToken);
        using var use = _parts.Use();
        var (text, negative, notices) = await Task.Run(() => Encode(settings, stop.Token), stop.Token);
        IReadOnlyList<string> told = [.. _parts.TakeNotices(), .. notices];
        using var loop = new DenoisingLoop(_parts.UNet, settings, text, negative, withPredictedOriginal: true, stop.Token);
        while (loop.Position < loop.CallCount)
        {
            double timestep = loop.NextTimestep;
            await Task.Run(loop.MoveNext, stop.Token);
            yield return new DenoisingStep(loop, loop.Position, timestep, told, latents => Decode(latents, settings.Width, settings.Height), latents => Preview(latents, settings));
        }
    }
}
