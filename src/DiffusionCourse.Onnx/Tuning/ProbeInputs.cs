namespace DiffusionCourse.Inference;

/// <summary>What ways of running the UNet are measured and compared with: the same values every time.</summary>
/// <param name="Sample">The sample of one picture.</param>
/// <param name="Text">A prompt's embedding.</param>
/// <param name="Negative">Another one.</param>
internal sealed record ProbeInputs(float[] Sample, TextEmbedding Text, TextEmbedding Negative)
{
    public const double Timestep = 500;

    /// <summary>Values of any kind but zeros, which a processor may multiply faster.</summary>
    /// <param name="shape">The tensors' sizes.</param>
    /// <param name="length">Latents of a picture.</param>
    public static ProbeInputs Of(UNetShape shape, int length)
    {
        var random = new Random(1);
        return new(Values(length), Text(), Text());

        TextEmbedding Text() => new(Values(shape.Context * shape.TextWidth), shape.Context, shape.TextWidth);

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
    }
}
