using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>The UNet's contract, read from its graph (or a server's metadata) and config.json: names, types, ranks, sizes.</summary>
internal sealed class UNetModel
{
    private const string Expected =
        "sample float[batch,channels,height,width], timestep [] or [1] or [batch] or [batch,1], "
        + "encoder_hidden_states float[batch,context,width], at most timestep_cond float[batch,width] besides, "
        + "and the prediction out_sample like sample";

    public UNetModel(Network network, ComponentConfig? config)
    {
        Location = network.Location;
        RefuseOtherArchitectures(network);
        Sample = network.Input(["sample", "latent_sample", "latent_model_input"], input => input.Rank == 4, Expected);
        Timestep = network.Input(["timestep", "t", "timesteps"], IsTimestep, Expected);
        Text = network.Input(["encoder_hidden_states", "text_embeds", "text_embeddings"], input => input.Rank == 3, Expected);
        TimestepCondition = network.OptionalInput("timestep_cond");
        Output = network.Output(["out_sample", "sample", "noise_pred"], rank: 4, Expected);
        if (!Fits(network))
        {
            throw network.Misfit(Expected);
        }

        TensorSignature[] batched = TimestepCondition is null ? [Sample, Text, Output] : [Sample, Text, Output, TimestepCondition];
        FixedBatch = network.FixedBatch(Expected, most: 2, batched);
        if (Timestep.Fixed(0) is { } steps && steps != 1 && steps != FixedBatch)
        {
            throw network.Misfit($"a timestep for the whole batch or for each sample, not {steps}; {Expected}");
        }

        Channels = Sample.Fixed(1) ?? network.WidthTaken(Sample) ?? config?.Number("in_channels") ?? Output.Fixed(1) ?? 4;
        if (Output.Fixed(1) is { } predicted && predicted != Channels)
        {
            throw network.Misfit(
                $"as many channels out ({predicted}) as in ({Channels}): models "
                    + $"{(predicted < Channels ? "for inpainting take more" : "that predict their variance give more")}, and are not run "
                    + $"here; {Expected}");
        }

        FixedHeight = Sample.Fixed(2);
        FixedWidth = Sample.Fixed(3);
        SampleSize = FixedHeight ?? config?.Side("sample_size") ?? 64;
        Width = Text.Fixed(2) ?? config?.Number("cross_attention_dim") ?? network.WidthTaken(Text);
        Downsampling = 1 << ((config?.Count("block_out_channels") ?? 4) - 1);
        var embedding = config?.Number("time_cond_proj_dim");
        EmbedsGuidance = TimestepCondition is not null && embedding is not null;
        TimestepConditionWidth = TimestepCondition is null ? 0 : TimestepCondition.Fixed(1) ?? embedding
            ?? throw network
                .Misfit("timestep_cond of a known width: unet/config.json must state time_cond_proj_dim where the graph leaves it free");
        Notices = [.. NoticesOf(config)];
    }

    public string Location { get; }

    public TensorSignature Sample { get; }

    public TensorSignature Timestep { get; }

    public TensorSignature Text { get; }

    public TensorSignature Output { get; }

    /// <summary>An input beside the timestep: the embedded guidance scale in consistency models. Null where the graph has none.</summary>
    public TensorSignature? TimestepCondition { get; }

    /// <summary>Values that <see cref="TimestepCondition"/> takes; 0 where there is none.</summary>
    public int TimestepConditionWidth { get; }

    /// <summary>Whether the model is told the guidance scale, and guides by itself in one evaluation.</summary>
    public bool EmbedsGuidance { get; }

    /// <summary>Latent channels.</summary>
    public int Channels { get; }

    /// <summary>Side of the latents that the model was trained on.</summary>
    public int SampleSize { get; }

    /// <summary>Width of a text embedding, where the graph or config states it.</summary>
    public int? Width { get; }

    /// <summary>Latent sides must be a multiple of this, or the skip connections do not meet.</summary>
    public int Downsampling { get; }

    /// <summary>1 or 2 where the graph takes no other batch, else null.</summary>
    public int? FixedBatch { get; }

    public int? FixedHeight { get; }

    public int? FixedWidth { get; }

    /// <summary>What was taken for granted for want of a config.json. Empty when all was stated.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>The shape to measure with.</summary>
    public UNetShape UsualShape => new(FixedHeight ?? SampleSize, FixedWidth ?? SampleSize, Text.Fixed(1) ?? 77, Width ?? 768);

    /// <summary>Whether a batch may be of any size.</summary>
    public bool TakesAnyBatch => FixedBatch is null;

    /// <summary>Whether even one evaluation has to run as a batch of two.</summary>
    public bool TakesPairsOnly => FixedBatch == 2;

    /// <summary>The arrangement that the graph's batch allows, nearest to the one that is wanted.</summary>
    public GuidanceArrangement Possible(GuidanceArrangement wanted) => (FixedBatch, wanted) switch
    {
        (1, GuidanceArrangement.BatchOfTwo) => GuidanceArrangement.SequentialCalls,
        (2, _) => GuidanceArrangement.BatchOfTwo,
        _ => wanted,
    };

    /// <summary>
    /// The timestep's shape for a batch. One value serves all, unless the graph says that there is one for each sample, or a server that
    /// merges requests asks for a row a sample.
    /// </summary>
    public long[] TimestepShape(int batch)
    {
        if (Timestep.Rank == 0)
        {
            return [];
        }

        var values = Timestep.Fixed(0) ?? (Timestep.Rank == 2 || Timestep.Shares(0, Sample, 0) ? batch : 1);
        return Timestep.Rank == 2 ? [values, 1] : [values];
    }

    /// <summary>Each input beside the buffer that it is read from.</summary>
    public IEnumerable<(TensorSignature Signature, TensorBuffer Buffer)> Inputs(
        TensorBuffer sample, TensorBuffer timestep, TensorBuffer text, TensorBuffer? condition)
    {
        yield return (Sample, sample);
        yield return (Timestep, timestep);
        yield return (Text, text);
        if (condition is not null)
        {
            yield return (TimestepCondition!, condition);
        }
    }

    private bool Fits(Network network)
        => network.Inputs.Count == (TimestepCondition is null ? 3 : 4)
        && Sample.Rank == 4 && Sample.IsFloatingPoint && IsTimestep(Timestep) && (Timestep.IsFloatingPoint || Timestep.IsInteger)
        && Text.Rank == 3 && Text.IsFloatingPoint && Output.Rank == 4 && Output.IsFloatingPoint
        && TimestepCondition is null or { Rank: 2, IsFloatingPoint: true };

    private static bool IsTimestep(TensorSignature input) => input.Rank <= 1 || (input.Rank == 2 && input.Fixed(1) == 1);

    private static void RefuseOtherArchitectures(Network network)
    {
        if (network.OptionalInput("time_ids") is not null)
        {
            throw network.Misfit(
                $"a UNet of Stable Diffusion 1 or 2 (time_ids belongs to Stable Diffusion XL, which is not run here): {Expected}");
        }
    }

    private IEnumerable<string> NoticesOf(ComponentConfig? config)
    {
        if (FixedHeight is null && (config?.Side("sample_size") is null || config.Count("block_out_channels") is null))
        {
            yield return $"unet/config.json {(config is null ? "is missing" : "does not state sample_size and block_out_channels")}: "
                + $"Stable Diffusion's sizes are taken, latents of {SampleSize} x {SampleSize} in multiples of {Downsampling}. State the "
                + "size of the picture where the model is another.";
        }

        if (TimestepCondition is not null && !EmbedsGuidance)
        {
            yield return "The UNet takes timestep_cond, and unet/config.json states no time_cond_proj_dim: it is given zeros, and "
                + "guidance runs as without it.";
        }
    }
}
