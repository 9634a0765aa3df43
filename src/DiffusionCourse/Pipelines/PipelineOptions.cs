using DiffusionCourse.Inference;
using DiffusionCourse.Remote;

namespace DiffusionCourse.Pipelines;

/// <summary>How a pipeline is loaded.</summary>
public sealed record PipelineOptions
{
    /// <summary>Where to run. Default: on an NVIDIA GPU where CUDA works, otherwise on the CPU.</summary>
    public DeviceChoice Device { get; init; } = DeviceChoice.Auto;

    /// <summary>
    /// Where the networks run in place of this machine: the address of a server of the Open Inference Protocol (version 2), such as
    /// https://school.example/v2 or grpc://school.example:8001, or several with commas between them. Default (null): what
    /// DIFFUSION_COURSE_SERVER says; "local" for this machine whatever that says. An address in the model's place counts more.
    /// </summary>
    public string? Server { get; init; }

    /// <summary>
    /// How the two UNet evaluations of a guided step are run. Default: measured once a machine and model; a batch of two where
    /// <see cref="Threads"/> is given.
    /// </summary>
    public GuidanceArrangement Arrangement { get; init; } = GuidanceArrangement.Auto;

    /// <summary>
    /// How the pictures of a sweep are drawn. Default: measured once a machine and model; one by one where <see cref="Threads"/> is given.
    /// </summary>
    public SweepMode Sweeps { get; init; } = SweepMode.Auto;

    /// <summary>Threads for the arithmetic on the CPU, 1 to the machine's cores. Default (null): all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>How an NVIDIA GPU is used. Default: the first one, all of its memory.</summary>
    public CudaOptions Cuda { get; init; } = new();

    /// <summary>When the VAE decodes in overlapping tiles. Default: only where memory does not suffice otherwise.</summary>
    public VaeTiling VaeTiling { get; init; } = VaeTiling.Auto;

    /// <summary>
    /// Side of a tile in pixels: a multiple of the pixels a latent, from 8 latents (64 pixels for Stable Diffusion). Default (null): the
    /// size that the model was trained on.
    /// </summary>
    public int? VaeTileSize { get; init; }

    /// <summary>
    /// A small decoder for previews (TAESD): its graph, the graph's folder, or the name of a model that was pulled, such as taesd.
    /// Default (null): vae_decoder_preview, taesd_decoder or taesd in the model's folder; for latents of Stable Diffusion 1 and 2 also a
    /// folder taesd beside it, or the model taesd where it was pulled.
    /// </summary>
    public string? PreviewDecoder { get; init; }

    /// <summary>
    /// A device that is used without being tried before, in place of the one that is named: tests stage failures with it.
    /// </summary>
    internal InferenceDevice? DeviceOverride { get; init; }

    /// <summary>How servers are spoken to, in place of what the environment says: tests stage failures with it.</summary>
    internal Func<IReadOnlyList<ServerAddress>, ServerSettings>? ServerSettingsOverride { get; init; }

    /// <summary>How the VAE works in tiles.</summary>
    /// <param name="trainedSide">Side of the latents that the model was trained on.</param>
    internal TileOptions Tiles(int trainedSide) => new(VaeTiling, VaeTileSize, trainedSide);

    /// <summary>The number of threads after a check.</summary>
    internal int ThreadCount()
    {
        var cores = Environment.ProcessorCount;
        if (Threads is < 1 || Threads > cores)
        {
            throw new ArgumentException(
                Invariant(
                    $"The number of threads is {Threads}: it must be 1 to {
                        cores}, the cores of this machine. Leave it out to use them all."));
        }

        if (Threads == 1 && Arrangement == GuidanceArrangement.ConcurrentCalls)
        {
            throw new ArgumentException(
                "Concurrent calls need two threads or more, but 1 was asked for. Choose another arrangement, or more threads.");
        }

        return Threads ?? cores;
    }
}
