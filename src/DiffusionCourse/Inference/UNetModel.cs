using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>The UNet's contract, read from its graph and config.json: names, types, ranks and sizes.</summary>
internal sealed class UNetModel
{
    public UNetModel(OnnxGraph graph, ComponentConfig? config)
    {
        FilePath = graph.FilePath;
        Sample = graph.Input("sample", "latent_sample");
        Timestep = graph.Input("timestep", "t");
        Text = graph.Input("encoder_hidden_states", "text_embeds");
        Output = graph.Output(["out_sample", "sample", "noise_pred"], rank: 4);
        if (graph.Inputs.Count > 3 || Sample.Rank != 4 || !Sample.IsFloatingPoint || Timestep.Rank > 1 || Text.Rank != 3 || !Text.IsFloatingPoint || Output.Rank != 4)
        {
            throw graph.Misfit("sample float[batch,channels,height,width], timestep [] or [batch], encoder_hidden_states float[batch,context,width], and no other input");
        }

        Channels = Sample.Fixed(1) ?? config?.Number("in_channels") ?? 4;
        FixedBatch = Sample.Fixed(0);
        if (FixedBatch > 1)
        {
            throw graph.Misfit("a free batch, or a batch of one: a picture without guidance needs one evaluation");
        }

        FixedHeight = Sample.Fixed(2);
        FixedWidth = Sample.Fixed(3);
        SampleSize = FixedHeight ?? config?.Number("sample_size") ?? 64;
        Width = Text.Fixed(2) ?? config?.Number("cross_attention_dim");
        Downsampling = 1 << ((config?.Count("block_out_channels") ?? 4) - 1);
    }

    public string FilePath { get; }

    public TensorSignature Sample { get; }

    public TensorSignature Timestep { get; }

    public TensorSignature Text { get; }

    public TensorSignature Output { get; }

    /// <summary>Latent channels.</summary>
    public int Channels { get; }

    /// <summary>Side of the latents that the model was trained on.</summary>
    public int SampleSize { get; }

    /// <summary>Width of a text embedding, where the graph or config states it.</summary>
    public int? Width { get; }

    /// <summary>Latent sides must be a multiple of this, or the skip connections do not meet.</summary>
    public int Downsampling { get; }

    public int? FixedBatch { get; }

    public int? FixedHeight { get; }

    public int? FixedWidth { get; }

    /// <summary>Whether both halves of guidance can run as one batch.</summary>
    public bool TakesBatchOfTwo => FixedBatch is null;
}
