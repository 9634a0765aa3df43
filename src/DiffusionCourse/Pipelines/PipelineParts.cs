using System.Collections.Concurrent;
using System.Diagnostics;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Schedulers;
using DiffusionCourse.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace DiffusionCourse.Pipelines;

/// <summary>The components of a pipeline, loaded side by side and checked against each other.</summary>
internal sealed class PipelineParts : IDisposable
{
    private readonly Lock _gate = new();
    private int _uses;
    private bool _disposed;
    private readonly Lazy<VaeEncoderModel> _encoder;
    private readonly Lazy<VaeDecoderModel?> _preview;
    private readonly NoticeList _notices;
    private readonly INetworkSource _networks;
    private readonly ConcurrentDictionary<UNetShape, SweepMode> _sweeps = new();
    private readonly ConcurrentDictionary<string, Scheduler> _schedulers = new(StringComparer.OrdinalIgnoreCase);
    private readonly PipelineOptions _options;

    private PipelineParts(
        ModelFolder folder, INetworkSource networks, PipelineOptions options, ModelTexts texts, TextEncoderModel textEncoder,
        UNetSessions unet, VaeDecoderModel vae, NoticeList notices)
    {
        PipelineFit.Require(folder, texts.Tokenizer, textEncoder, unet.Model, vae);
        Folder = folder;
        _networks = networks;
        Tokenizer = texts.Tokenizer;
        TextEncoder = textEncoder;
        UNet = unet;
        Vae = vae;
        SchedulerConfig = texts.SchedulerConfig;
        Limits = new(folder, texts.Tokenizer, unet.Model, vae, networks.HasVaeEncoder);
        _options = options;
        _encoder = new(() => networks.Load("vae_encoder", network => new VaeEncoderModel(network, vae)));
        var named = options.PreviewDecoder is { } stated ? PreviewDecoderSearch.Named(stated) : folder.PreviewDecoder;
        _preview = new(
            () => named is not null ? LoadPreview(named) : PreviewDecoderSearch
                .Nearby(folder, vae, ModelHub.CacheFolder) is { } found ? LoadIfItFits(found) : null);
        _notices = notices;
        foreach (var notice in PipelineFit.Notices(folder, networks.Device, unet.Model, vae))
        {
            notices.Add(notice);
        }

        Notices = notices.Untold;
    }

    public ModelFolder Folder { get; }

    public InferenceDevice Device => _networks.Device;

    /// <summary>Pictures of a sweep that are drawn at the same time, each by itself.</summary>
    public int PicturesAtOnce => _networks.PicturesAtOnce;

    /// <summary>What moved between here and the servers; null where the networks run here.</summary>
    public ServerTraffic? Traffic => _networks.Traffic;

    public ClipTokenizer Tokenizer { get; }

    public TextEncoderModel TextEncoder { get; }

    public UNetSessions UNet { get; }

    public VaeDecoderModel Vae { get; }

    public SchedulerConfig SchedulerConfig { get; }

    /// <summary>What had to be taken for granted on loading. Empty when all is well.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>What the model takes.</summary>
    public ModelLimits Limits { get; }

    /// <summary>
    /// What the reader has not been told yet, of loading and of plans that were changed for want of memory: each is told once.
    /// </summary>
    public IReadOnlyList<string> TakeNotices() => _notices.Take();

    /// <summary>The scheduler of a name, for the model's noise schedule.</summary>
    /// <exception cref="ArgumentException">There is no such scheduler.</exception>
    /// <exception cref="ModelException">The model's configuration is not one that the scheduler takes.</exception>
    public Scheduler Scheduler(string name) => _schedulers.GetOrAdd(name, CreateScheduler);

    /// <summary>How the pictures of a sweep are drawn: never <see cref="SweepMode.Auto"/>. Measured when first asked for.</summary>
    public SweepMode SweepsOf(IReadOnlyList<ResolvedRequest> pictures)
    {
        if (!UNet.Model.TakesAnyBatch || PicturesAtOnce > 1)
        {
            return SweepMode.OneByOne;
        }

        if (_options.Sweeps != SweepMode.Auto)
        {
            return _options.Sweeps;
        }

        var first = pictures[0];
        var alike = pictures.All(picture => (picture.LatentHeight, picture.LatentWidth) == (first.LatentHeight, first.LatentWidth)
            && picture.Request is { PromptEmbedding: null, NegativeEmbedding: null });
        return _options.Threads is not null || !alike ? SweepMode.OneByOne
            : _sweeps.GetOrAdd(
                new(first.LatentHeight, first.LatentWidth, Tokenizer.ContextLength, UNet.Model.UsualShape.TextWidth),
                shape => SweepChoice.Decide(UNet, Device, shape));
    }

    // A name that no scheduler has is the request's fault; what this one does not take of the configuration is the model's.
    private Scheduler CreateScheduler(string name)
    {
        RequestRules.Matching(Schedulers.Scheduler.FromConfig(SchedulerConfig.StableDiffusion15, name), SchedulerConfig);
        try
        {
            return Schedulers.Scheduler.FromConfig(SchedulerConfig, name);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException && Folder.SchedulerConfig is not null)
        {
            throw new ModelException(
                $"{Folder.SchedulerConfig}: {error.Message} Choose another scheduler, or fetch the model again.", error);
        }
    }

    public TimeSpan LoadTime { get; private init; }

    public static async Task<PipelineParts> LoadAsync(string? stated, PipelineOptions options, CancellationToken cancellation)
    {
        options.ThreadCount();
        var start = Stopwatch.GetTimestamp();
        var choice = ModelChoice.Of(stated, options.Server);
        var folder = ModelFolder.Open(choice.Model, needsGraphs: choice.Servers is null);
        var texts = Task.Run(() => ModelTexts.Read(folder), cancellation);
        // What the warm-up throws, the picture that needs the same scheduler says again.
        var warmUp = WarmUpJitAsync(texts, folder.Prompts);
        if (choice.Servers is { } servers)
        {
            var told = new NoticeList();
            return await LoadAsync(
                folder, texts, warmUp, await ServerNetworks.OpenAsync(servers, folder, options, told, cancellation), options, told, start,
                cancellation);
        }

        var device = options.DeviceOverride ?? InferenceDevice.Choose(options.Device, options.Cuda);
        try
        {
            return await LoadHereAsync(device);
        }
        catch (ModelException error) when (device.IsCuda && error.InnerException is OnnxRuntimeException cause)
        {
            // A file that is damaged is so on the CPU too, and is said then.
            return await LoadHereAsync(
                DeviceMemoryException.IsMeantBy(cause) ? device.AfterMemoryRanOut() : device.AfterFailure(cause));
        }

        Task<PipelineParts> LoadHereAsync(InferenceDevice place)
        {
            var notices = new NoticeList();
            return LoadAsync(
                folder, texts, warmUp, new LocalNetworks(folder, place, options, notices), options, notices, start, cancellation);
        }
    }

    private static async Task<PipelineParts> LoadAsync(
        ModelFolder folder, Task<ModelTexts> texts, Task warmUp, INetworkSource networks, PipelineOptions options, NoticeList notices,
        long start, CancellationToken cancellation)
    {
        // The UNet takes as long as all else together, so it comes first: on two cores the other one sees to the rest meanwhile.
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var unet = Load(() => networks.OpenUNet(quiet.Task));
        var textEncoder = Load(() => new TextEncoderModel(networks.Open("text_encoder")));
        var vaeNetwork = Load(() => networks.Open("vae_decoder"));
        var emptyPrompt = EncodeEmptyPromptAsync(texts, textEncoder, cancellation);
        _ = Task.WhenAll(texts, textEncoder, vaeNetwork, emptyPrompt, warmUp).ContinueWith(_ => quiet.SetResult(), TaskScheduler.Default);
        try
        {
            await Task.WhenAll(texts, unet, textEncoder, vaeNetwork, emptyPrompt);
            var model = (await unet).Model;
            var vae = new VaeDecoderModel(
                await vaeNetwork, folder.Config("vae_decoder"), model.Channels, options.Tiles(model.SampleSize));
            return new PipelineParts(folder, networks, options, await texts, await textEncoder, await unet, vae, notices)
            {
                LoadTime = Stopwatch.GetElapsedTime(start),
            };
        }
        catch
        {
            foreach (var loaded in new[] { Loaded(textEncoder), Loaded(unet), Loaded(vaeNetwork), networks })
            {
                loaded?.Dispose();
            }

            throw;
        }

        Task<T> Load<T>(Func<T> load) => Task.Run(load, cancellation);

        static IDisposable? Loaded<T>(Task<T> task) where T : IDisposable => task.IsCompletedSuccessfully ? task.Result : null;
    }

    // The empty prompt is what most pictures are guided away from, and an encoder's first run is its slowest: in the UNet's shadow it costs
    // nothing. Where the two do not fit, the check of the parts says so.
    private static async Task EncodeEmptyPromptAsync(
        Task<ModelTexts> texts, Task<TextEncoderModel> textEncoder, CancellationToken cancellation)
    {
        var (tokens, encoder) = ((await texts).Tokenizer.Encode(""), await textEncoder);
        if (encoder.FixedContext is null || encoder.FixedContext == tokens.Ids.Count)
        {
            encoder.Encode(tokens, cancellation);
        }
    }

    private static async Task WarmUpJitAsync(Task<ModelTexts> texts, ModelPrompts prompts) => JitWarmUp.Run(prompts, await texts);

    /// <summary>The VAE encoder, loaded when it is first asked for: text to image does without it.</summary>
    public VaeEncoderModel Encoder => _encoder.Value;

    /// <summary>
    /// Whether there is a small decoder for previews. It is looked for, and loaded, when this or the decoder is first asked for.
    /// </summary>
    public bool HasPreviewDecoder => _preview.Value is not null;

    /// <summary>The decoder for previews of a latent size: a small one where there is one that takes it, else the VAE's.</summary>
    public VaeDecoderModel PreviewDecoder(int height, int width) => _preview.Value is { } small && small.Takes(height, width) ? small : Vae;

    /// <summary>The graphs that are loaded on this machine, by component.</summary>
    public IEnumerable<(string Component, string File)> GraphFiles
    {
        get
        {
            if (Device.Server is null)
            {
                yield return ("text_encoder", Folder.TextEncoder);
                yield return ("unet", Folder.UNet);
                yield return ("vae_decoder", Folder.VaeDecoder);
                if (_encoder.IsValueCreated)
                {
                    yield return ("vae_encoder", Folder.VaeEncoder!);
                }
            }

            if (_preview is { IsValueCreated: true, Value: { } preview })
            {
                yield return ("preview decoder", preview.Location);
            }
        }
    }

    /// <summary>Keeps the sessions alive until the use is disposed: native code would crash the process without them.</summary>
    /// <param name="further">Whether this is for what a use that has not ended handed out: then the sessions are there.</param>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed.</exception>
    public IDisposable Use(bool further = false)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed && !(further && _uses > 0), typeof(StableDiffusionPipeline));
            _uses++;
        }

        return new PipelineUse(EndUse);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_uses > 0)
            {
                return;
            }
        }

        Free();
    }

    private void EndUse()
    {
        lock (_gate)
        {
            if (--_uses > 0 || !_disposed)
            {
                return;
            }
        }

        Free();
    }

    private void Free()
    {
        UNet.Dispose();
        TextEncoder.Dispose();
        Vae.Dispose();
        if (_encoder.IsValueCreated)
        {
            _encoder.Value.Dispose();
        }

        if (_preview.IsValueCreated)
        {
            _preview.Value?.Dispose();
        }

        _networks.Dispose();
    }

    // TAESD's latents are the scheduler's own: unless its config.json says otherwise, they are not scaled. It is small, and runs here.
    private VaeDecoderModel LoadPreview(string path)
    {
        var here = _networks as LocalNetworks
            ?? new LocalNetworks(Folder, InferenceDevice.Choose(DeviceChoice.Cpu), _options, _notices);
        return here.LoadFile(path, network => new VaeDecoderModel(
            network, ComponentConfig.Read(Path.Combine(Path.GetDirectoryName(path)!, "config.json")), Vae.Channels,
            _options.Tiles(UNet.Model.SampleSize), usualScalingFactor: 1));
    }

    // Nobody asked for the one that was found: where it does not fit, the VAE's own decoder serves.
    private VaeDecoderModel? LoadIfItFits(string path)
    {
        try
        {
            return LoadPreview(path);
        }
        catch (ModelException error)
        {
            _notices.Add($"A small decoder for previews was found and left out: {error.Message}");
            return null;
        }
    }
}

/// <summary>One use of a pipeline's parts, ended once however often it is disposed.</summary>
internal sealed class PipelineUse(Action end) : IDisposable
{
    private Action? _end = end;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
