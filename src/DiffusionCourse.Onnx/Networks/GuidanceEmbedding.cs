namespace DiffusionCourse.Inference;

/// <summary>
/// The guidance scale as a network input, for models that were distilled to be told it (latent consistency models: Luo et al.
/// 2023, section 4.2): the sinusoidal embedding of 1000 (w - 1), sines first.
/// </summary>
internal static class GuidanceEmbedding
{
    /// <summary>Embeds a guidance scale.</summary>
    /// <param name="guidanceScale">w in Stable Diffusion's convention.</param>
    /// <param name="width">Values of the embedding, at least 1: the graph's time_cond_proj_dim.</param>
    public static float[] Of(double guidanceScale, int width)
    {
        var half = width / 2;
        double angle = 1000 * (guidanceScale - 1), decay = half > 1 ? Math.Log(10_000) / (half - 1) : 0;
        var values = new float[width];
        for (var i = 0; i < half; i++)
        {
            var phase = angle * Math.Exp(-decay * i);
            values[i] = (float)Math.Sin(phase);
            values[half + i] = (float)Math.Cos(phase);
        }

        return values;
    }
}
