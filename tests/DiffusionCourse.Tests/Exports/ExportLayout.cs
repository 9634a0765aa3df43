using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Exports;

/// <summary>How an exporter writes Stable Diffusion: the ways in which real exports differ. The defaults are those of diffusers' script.</summary>
internal sealed record ExportLayout
{
    /// <summary>Ids int32, float timestep of [batch], a sampled vae_encoder, weights.pb, no config.json.</summary>
    public static ExportLayout DiffusersScript { get; } = new() { Configs = false, ExternalData = "weights.pb", FreeChannels = true };

    /// <summary>float16 inside and outside.</summary>
    public static ExportLayout Olive { get; } = new() { Precision = DataType.Float16, Timestep = DataType.Int64, PooledOutput = true, ExternalData = "model.onnx.data" };

    /// <summary>Ids int64, a scalar int64 timestep, a vae_encoder that gives mean and log-variance, model.onnx_data.</summary>
    public static ExportLayout Optimum { get; } = new()
    {
        Ids = DataType.Int64, Timestep = DataType.Int64, TimestepShape = [], Encoder = EncoderOutput.LatentParameters,
        PooledOutput = true, HiddenStates = true, ExternalData = "model.onnx_data",
    };

    /// <summary>Weights and arithmetic.</summary>
    public DataType Precision { get; init; } = DataType.Float;

    /// <summary>Inputs and outputs; null where they are as inside.</summary>
    public DataType? Outside { get; init; }

    public DataType Ids { get; init; } = DataType.Int32;

    public DataType Timestep { get; init; } = DataType.Float;

    /// <summary>[] for a scalar, [1], or a name for a free dimension.</summary>
    public object[] TimestepShape { get; init; } = ["batch"];

    /// <summary>Width of a timestep_cond input; 0 for none.</summary>
    public int TimestepCondition { get; init; }

    /// <summary>Whether config.json calls that width time_cond_proj_dim: a model that was distilled to be told the guidance scale.</summary>
    public bool EmbedsGuidance { get; init; }

    /// <summary>A number, or null for a free batch.</summary>
    public int? Batch { get; init; }

    /// <summary>The UNet's batch where it is another than the other networks'.</summary>
    public int? UNetBatch { get; init; }

    /// <summary>Whether the channels of latents have a name in place of a number, as diffusers' script leaves them.</summary>
    public bool FreeChannels { get; init; }

    /// <summary>Whether height and width are numbers.</summary>
    public bool FixedSizes { get; init; }

    public EncoderOutput Encoder { get; init; } = EncoderOutput.LatentSample;

    public bool SafetyChecker { get; init; }

    public bool PooledOutput { get; init; }

    public bool HiddenStates { get; init; }

    public bool Configs { get; init; } = true;

    /// <summary>Name of the file for weights beside the graph; null for weights inside it.</summary>
    public string? ExternalData { get; init; }

    /// <summary>Other names of tensors than Stable Diffusion's.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>What goes wrong inside.</summary>
    public Fault Fault { get; init; }

    public object BatchDimension => Batch is { } number ? number : "batch";

    public object Channels(int number) => FreeChannels ? "channels" : number;

    public string Name(string tensor) => Renamed.GetValueOrDefault(tensor, tensor);
}
