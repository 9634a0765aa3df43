namespace DiffusionCourse.Cost;

/// <content>A half that is a plain sequence of layers.</content>
public sealed partial record VaeArchitecture
{
    private OperationCounter CountLayers(OperationCounter counter, int channels, int expected, Resolution at)
    {
        for (var index = 0; index < Layers!.Count; index++)
        {
            var layer = Layers[index];
            counter.Part = $"layer {index + 1}";
            (channels, at) = Count(counter, layer, index, channels, at);
        }

        return channels == expected
            ? counter
            : throw new ArgumentException(Invariant($"The layers end with {channels} channels: they must end with {expected}."));
    }

    private static (int Channels, Resolution At) Count(OperationCounter counter, VaeLayer layer, int index, int channels, Resolution at)
    {
        switch (layer.Type)
        {
            case VaeLayerKind.Conv:
                at = at.DividedBy(layer.Stride);
                counter.Convolution("convolution", channels, layer.OutChannels, layer.KernelSize, at, layer.Stride);
                return (layer.OutChannels, at);
            case VaeLayerKind.Resnet:
                counter.ResidualBlock(channels, channels, at);
                return (channels, at);
            case VaeLayerKind.Norm:
                counter.Norm("norm", channels, at);
                return (channels, at);
            case VaeLayerKind.Silu:
                counter.ElementWise("SiLU", channels, at);
                return (channels, at);
            case VaeLayerKind.PixelShuffle when channels % (layer.Factor * layer.Factor) == 0:
                (channels, at) = (channels / (layer.Factor * layer.Factor), at.Times(layer.Factor));
                counter.ElementWise("pixel shuffle", channels, at);
                return (channels, at);
            case VaeLayerKind.PixelUnshuffle:
                (channels, at) = (channels * layer.Factor * layer.Factor, at.DividedBy(layer.Factor));
                counter.ElementWise("pixel unshuffle", channels, at);
                return (channels, at);
            default:
                throw new ArgumentException(
                    Invariant(
                        $"Layer {index + 1} is a pixel_shuffle by {layer.Factor} of {channels} channels: they must be a multiple of {
                            layer.Factor * layer.Factor}."));
        }
    }

    private void CheckLayers()
    {
        const int Most = 1000, LargestFactor = 64;
        if (Layers!.Count is 0 or > Most)
        {
            throw new ArgumentException(Invariant($"layers has {Layers.Count} entries: it must have 1 to {Most}."));
        }

        long factor = 1;
        foreach (var layer in Layers)
        {
            ArchitectureCheck.Few(("kernel_size", layer.KernelSize), ("stride", layer.Stride), ("factor", layer.Factor));
            if (layer.Type == VaeLayerKind.Conv)
            {
                ArchitectureCheck.Positive(("out_channels", layer.OutChannels));
            }

            factor *= Scale(layer);
            if (factor > LargestFactor)
            {
                throw new ArgumentException(Invariant($"The layers change the size by more than {LargestFactor}: no VAE does."));
            }
        }
    }
}
