namespace DiffusionCourse.Cost;

/// <content>Counting.</content>
public sealed partial record VaeArchitecture
{
    private const string EncoderName = "VAE encoder", DecoderName = "VAE decoder";

    /// <summary>Counts the decoding of one picture.</summary>
    /// <param name="width">Width of the latents, at least 1.</param>
    /// <param name="height">Height of the latents, at least 1.</param>
    /// <exception cref="ArgumentException">The description contradicts itself or is of a kind that is not known here, or a size is out of
    /// its limits.</exception>
    public NetworkCost CountDecoder(int width, int height)
    {
        Check();
        RequireSides(width, height, 1);
        var counter = new OperationCounter();
        if (Layers is not null)
        {
            return CountLayers(counter, LatentChannels, OutChannels, new(width, height)).ToCost(DecoderName);
        }

        var at = new Resolution(width, height);
        var channels = BlockOutChannels[^1];
        if (UsePostQuantConv)
        {
            counter.Convolution("post-quantisation", LatentChannels, LatentChannels, 1, at);
        }

        counter.Convolution("convolution in", LatentChannels, channels, 3, at);
        CountMiddle(counter, channels, at);
        for (var level = BlockOutChannels.Count - 1; level >= 0; level--)
        {
            channels = CountResidualBlocks(counter, "up", level, LayersPerBlock + 1, channels, at);
            if (level > 0)
            {
                at = at.Times(2);
                counter.ElementWise("nearest neighbours", channels, at, inputs: 0.25);
                counter.Convolution("upsampling", channels, channels, 3, at);
            }
        }

        CountEnd(counter, channels, OutChannels, at);
        return counter.ToCost(DecoderName);
    }

    /// <summary>Counts the encoding of one picture.</summary>
    /// <param name="width">Width of the picture in pixels, a positive multiple of <see cref="Factor"/>.</param>
    /// <param name="height">Height in pixels, likewise.</param>
    /// <exception cref="ArgumentException">The description contradicts itself or is of a kind that is not known here, or a size is out of
    /// its limits.</exception>
    public NetworkCost CountEncoder(int width, int height)
    {
        Check();
        RequireSides(width, height, Factor);
        var counter = new OperationCounter();
        if (Layers is not null)
        {
            return CountLayers(counter, InChannels, 2 * LatentChannels, new(width, height)).ToCost(EncoderName);
        }

        var at = new Resolution(width, height);
        var channels = BlockOutChannels[0];
        counter.Convolution("convolution in", InChannels, channels, 3, at);
        for (var level = 0; level < BlockOutChannels.Count; level++)
        {
            channels = CountResidualBlocks(counter, "down", level, LayersPerBlock, channels, at);
            if (level < BlockOutChannels.Count - 1)
            {
                at = at.DividedBy(2);
                counter.Convolution("downsampling", channels, channels, 3, at, stride: 2);
            }
        }

        CountMiddle(counter, channels, at);
        CountEnd(counter, channels, 2 * LatentChannels, at);
        if (UseQuantConv)
        {
            counter.Convolution("quantisation", 2 * LatentChannels, 2 * LatentChannels, 1, at);
        }

        return counter.ToCost(EncoderName);
    }

    internal void Check()
    {
        ArchitectureCheck.Positive(("in_channels", InChannels), ("out_channels", OutChannels), ("latent_channels", LatentChannels));
        if (Layers is not null)
        {
            CheckLayers();
            return;
        }

        if (DownBlockTypes.Count == 0 && UpBlockTypes.Count == 0)
        {
            throw new ArgumentException(
                "Neither down_block_types and up_block_types (an AutoencoderKL) nor layers (a plain sequence) are stated: one of them "
                    + "must say how the VAE is built.");
        }

        ArchitectureCheck.Lengths(
            "block_out_channels", BlockOutChannels.Count, ("down_block_types", DownBlockTypes.Count),
            ("up_block_types", UpBlockTypes.Count));
        ArchitectureCheck.Among("down_block_types", DownBlockTypes, "DownEncoderBlock2D");
        ArchitectureCheck.Among("up_block_types", UpBlockTypes, "UpDecoderBlock2D");
        ArchitectureCheck.Few(("layers_per_block", LayersPerBlock));
        ArchitectureCheck.Positive([.. BlockOutChannels.Select(channels => ("block_out_channels", channels))]);
    }

    private static void RequireSides(int width, int height, int multiple)
    {
        foreach (var side in new[] { width, height })
        {
            if (side < multiple || side % multiple != 0)
            {
                throw new ArgumentException(
                    Invariant($"The size is {width} x {height}: each side must be a positive multiple of {multiple}."));
            }
        }
    }

    private int CountResidualBlocks(OperationCounter counter, string way, int level, int blocks, int channels, Resolution at)
    {
        for (var block = 0; block < blocks; block++)
        {
            counter.Part = $"{way} {level + 1}.{block + 1}";
            counter.ResidualBlock(channels, BlockOutChannels[level], at);
            channels = BlockOutChannels[level];
        }

        counter.Part = $"{way} {level + 1}";
        return channels;
    }

    private void CountMiddle(OperationCounter counter, int channels, Resolution at)
    {
        counter.Part = "middle 1";
        counter.ResidualBlock(channels, channels, at);
        if (MidBlockAddAttention)
        {
            counter.Norm("norm", channels, at);
            counter.SelfAttention(channels, heads: 1, at, bias: true);
        }

        counter.Part = "middle 2";
        counter.ResidualBlock(channels, channels, at);
        counter.Part = "";
    }

    private static void CountEnd(OperationCounter counter, int channels, int outputs, Resolution at)
    {
        counter.Part = "";
        counter.Norm("norm out", channels, at);
        counter.ElementWise("SiLU out", channels, at);
        counter.Convolution("convolution out", channels, outputs, 3, at);
    }
}
