namespace DiffusionCourse.Inference;

/// <summary>Cuts a picture or its latents into overlapping tiles, runs a network on each, and blends what comes out.</summary>
/// <param name="InputChannels">Channels of what is cut.</param>
/// <param name="InputScale">Its values a latent along each side: 1 for latents, the VAE's factor for pixels.</param>
/// <param name="OutputChannels">Channels of what comes out.</param>
/// <param name="OutputScale">Its values a latent along each side.</param>
internal sealed record TiledRun(int InputChannels, int InputScale, int OutputChannels, int OutputScale)
{
    /// <summary>Runs the network on every tile.</summary>
    /// <param name="values">What is cut.</param>
    /// <param name="height">Its height in latents.</param>
    /// <param name="width">Its width in latents.</param>
    /// <param name="tile">A tile's side in latents.</param>
    /// <param name="run">Given a tile's values, rows and columns of latents.</param>
    public float[] Over(ReadOnlySpan<float> values, int height, int width, int tile, Func<float[], int, int, float[]> run)
    {
        int rows = Math.Min(tile, height), columns = Math.Min(tile, width);
        int[] tops = TileGrid.Starts(height, rows), lefts = TileGrid.Starts(width, columns);
        var blend = new TileBlend(OutputChannels, height * OutputScale, width * OutputScale);
        var part = new float[InputChannels * rows * columns * InputScale * InputScale];
        foreach (var top in tops)
        {
            var rowWeights = TileGrid.Weights(rows * OutputScale, top == 0, top == tops[^1]);
            foreach (var left in lefts)
            {
                Copy(
                    values, height * InputScale, width * InputScale, top * InputScale, left * InputScale, part, rows * InputScale,
                    columns * InputScale);
                blend.Add(
                    run(part, rows, columns), top * OutputScale, left * OutputScale, rowWeights,
                    TileGrid.Weights(columns * OutputScale, left == 0, left == lefts[^1]));
            }
        }

        return blend.ToValues();
    }

    private void Copy(ReadOnlySpan<float> from, int height, int width, int top, int left, float[] to, int rows, int columns)
    {
        for (var channel = 0; channel < InputChannels; channel++)
        {
            for (var y = 0; y < rows; y++)
            {
                from.Slice((channel * height + top + y) * width + left, columns).CopyTo(to.AsSpan((channel * rows + y) * columns));
            }
        }
    }
}
