namespace DiffusionCourse.Cost;

/// <content>Counting.</content>
public sealed partial record UNetArchitecture
{
    private const string CrossDown = "CrossAttnDownBlock2D", PlainDown = "DownBlock2D";
    private const string CrossUp = "CrossAttnUpBlock2D", PlainUp = "UpBlock2D";

    private bool SkipsEverything => SkipConnections == "all";

    /// <summary>Counts one evaluation for one sample.</summary>
    /// <param name="width">Width of the latents, a positive multiple of <see cref="Downsampling"/>.</param>
    /// <param name="height">Height of the latents, likewise.</param>
    /// <param name="tokens">Tokens of the text, at least 1: 77 for Stable Diffusion.</param>
    /// <exception cref="ArgumentException">The description contradicts itself or is of a kind that is not known here, or a size is out of
    /// its limits.</exception>
    public NetworkCost Count(int width, int height, int tokens)
    {
        Check();
        foreach (var side in new[] { width, height })
        {
            if (side < Downsampling || side % Downsampling != 0)
            {
                throw new ArgumentException(
                    Invariant(
                        $"The latents are {width} x {height}: each side must be a positive multiple of {
                            Downsampling}, as the UNet halves it {BlockOutChannels.Count - 1} times."));
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        var counter = new OperationCounter();
        var timeWidth = CountTime(counter);
        counter.Part = "";
        counter.Convolution("convolution in", InChannels, BlockOutChannels[0], 3, new(width, height));
        var text = Resolution.Sequence(tokens);
        var (skips, bottom) = CountDown(counter, new(width, height), text, timeWidth);
        CountMiddle(counter, bottom, text, timeWidth);
        var top = CountUp(counter, skips, bottom, text, timeWidth);
        counter.Part = "";
        counter.Norm("norm out", BlockOutChannels[0], top);
        counter.ElementWise("SiLU out", BlockOutChannels[0], top);
        counter.Convolution("convolution out", BlockOutChannels[0], OutChannels, 3, top);
        return counter.ToCost("UNet");
    }

    internal void Check()
    {
        var levels = BlockOutChannels.Count;
        ArchitectureCheck.Lengths(
            "block_out_channels", levels, ("down_block_types", DownBlockTypes.Count), ("up_block_types", UpBlockTypes.Count));
        ArchitectureCheck.Among("down_block_types", DownBlockTypes, PlainDown, CrossDown);
        ArchitectureCheck.Among("up_block_types", UpBlockTypes, PlainUp, CrossUp);
        ArchitectureCheck.Among("mid_block_type", [MidBlockType], "UNetMidBlock2DCrossAttn");
        ArchitectureCheck.Among("skip_connections", [SkipConnections], "all", "layers");
        ArchitectureCheck.Among("feed_forward_act", [FeedForwardAct], "geglu", "gelu");
        ArchitectureCheck.OneOrEach("attention_head_dim", AttentionHeadDim, levels);
        ArchitectureCheck.OneOrEach("transformer_layers_per_block", TransformerLayersPerBlock, levels);
        ArchitectureCheck.Positive(
            ("in_channels", InChannels), ("out_channels", OutChannels), ("cross_attention_dim", CrossAttentionDim),
            ("sample_size", SampleSize), ("time_embedding_dim", TimeEmbeddingDim ?? 1));
        ArchitectureCheck.Few(("layers_per_block", LayersPerBlock), ("feed_forward_mult", FeedForwardMult));
        ArchitectureCheck.Positive([.. BlockOutChannels.Select(channels => ("block_out_channels", channels))]);
        if (AdditionEmbedType is not null)
        {
            ArchitectureCheck.Among("addition_embed_type", [AdditionEmbedType], "text_time");
            ArchitectureCheck.Positive(("projection_class_embeddings_input_dim", ProjectionClassEmbeddingsInputDim ?? 0));
        }
    }

    private int CountTime(OperationCounter counter)
    {
        counter.Part = "timestep";
        int first = BlockOutChannels[0], width = TimeEmbeddingDim ?? 4 * first;
        if (TimeCondProjDim is { } guidance)
        {
            counter.Linear("guidance scale", guidance, first, Resolution.Vector, bias: false);
        }

        counter.Linear("linear 1", first, width, Resolution.Vector);
        counter.ElementWise("SiLU", width, Resolution.Vector);
        counter.Linear("linear 2", width, width, Resolution.Vector);
        if (ProjectionClassEmbeddingsInputDim is { } added && AdditionEmbedType is not null)
        {
            counter.Part = "added embedding";
            counter.Linear("linear 1", added, width, Resolution.Vector);
            counter.ElementWise("SiLU", width, Resolution.Vector);
            counter.Linear("linear 2", width, width, Resolution.Vector);
        }

        return width;
    }

    private (Stack<int> Skips, Resolution Bottom) CountDown(OperationCounter counter, Resolution at, Resolution text, int timeWidth)
    {
        var skips = new Stack<int>();
        var channels = BlockOutChannels[0];
        if (SkipsEverything)
        {
            skips.Push(channels);
        }

        for (var level = 0; level < BlockOutChannels.Count; level++)
        {
            for (var layer = 0; layer < LayersPerBlock; layer++)
            {
                counter.Part = $"down {level + 1}.{layer + 1}";
                counter.ResidualBlock(channels, BlockOutChannels[level], at, timeWidth);
                channels = BlockOutChannels[level];
                if (DownBlockTypes[level] == CrossDown)
                {
                    CountTransformer(counter, level, at, text);
                }

                skips.Push(channels);
            }

            if (level < BlockOutChannels.Count - 1)
            {
                counter.Part = $"down {level + 1}";
                at = at.DividedBy(2);
                counter.Convolution("downsampling", channels, channels, 3, at, stride: 2);
                if (SkipsEverything)
                {
                    skips.Push(channels);
                }
            }
        }

        return (skips, at);
    }

    private void CountMiddle(OperationCounter counter, Resolution at, Resolution text, int timeWidth)
    {
        var channels = BlockOutChannels[^1];
        counter.Part = "middle 1";
        counter.ResidualBlock(channels, channels, at, timeWidth);
        CountTransformer(counter, BlockOutChannels.Count - 1, at, text);
        counter.Part = "middle 2";
        counter.ResidualBlock(channels, channels, at, timeWidth);
    }

    private Resolution CountUp(OperationCounter counter, Stack<int> skips, Resolution at, Resolution text, int timeWidth)
    {
        int channels = BlockOutChannels[^1], layers = LayersPerBlock + (SkipsEverything ? 1 : 0);
        for (var level = BlockOutChannels.Count - 1; level >= 0; level--)
        {
            for (var layer = 0; layer < layers; layer++)
            {
                counter.Part = $"up {level + 1}.{layer + 1}";
                var joined = channels + skips.Pop();
                counter.ElementWise("concatenation", joined, at);
                counter.ResidualBlock(joined, BlockOutChannels[level], at, timeWidth);
                channels = BlockOutChannels[level];
                if (UpBlockTypes[^(level + 1)] == CrossUp)
                {
                    CountTransformer(counter, level, at, text);
                }
            }

            if (level > 0)
            {
                counter.Part = $"up {level + 1}";
                at = at.Times(2);
                counter.ElementWise("nearest neighbours", channels, at, inputs: 0.25);
                var outputs = UpsampleToNext ? BlockOutChannels[level - 1] : channels;
                counter.Convolution("upsampling", channels, outputs, 3, at);
                channels = outputs;
            }
        }

        return at;
    }

    private void CountTransformer(OperationCounter counter, int level, Resolution at, Resolution text)
    {
        int channels = BlockOutChannels[level], heads = ArchitectureCheck.At(AttentionHeadDim, level);
        var part = counter.Part;
        counter.Part = $"{part} transformer";
        counter.Norm("norm", channels, at);
        if (TransformerProjIn)
        {
            CountProjection(counter, "projection in", channels, at);
        }

        for (var layer = 0; layer < ArchitectureCheck.At(TransformerLayersPerBlock, level); layer++)
        {
            counter.Norm("norm 1", channels, at);
            counter.SelfAttention(channels, heads, at);
            counter.Norm("norm 2", channels, at);
            counter.CrossAttention(channels, heads, CrossAttentionDim, at, text);
            counter.Norm("norm 3", channels, at);
            counter.FeedForward(channels, FeedForwardMult * channels, FeedForwardAct == "geglu", at);
        }

        CountProjection(counter, "projection out", channels, at);
        counter.ElementWise("sum", channels, at, inputs: 2);
        counter.Part = part;
    }

    private void CountProjection(OperationCounter counter, string name, int channels, Resolution at)
    {
        if (UseLinearProjection)
        {
            counter.Linear(name, channels, channels, at);
        }
        else
        {
            counter.Convolution(name, channels, channels, 1, at);
        }
    }
}
