namespace DiffusionCourse.Inference;

/// <summary>
/// How a side is covered by tiles that overlap by a quarter or more, and how much each counts where they overlap: their weights
/// rise and fall linearly, as in diffusers' AutoencoderKL.tiled_decode, and are divided by their sum.
/// </summary>
internal static class TileGrid
{
    private const double Overlap = 0.25;

    /// <summary>First positions of tiles of one size, evenly spaced so that the last one ends with the side.</summary>
    /// <param name="length">The side.</param>
    /// <param name="tile">A tile's side; one tile covers a side that is no longer.</param>
    public static int[] Starts(int length, int tile)
    {
        if (length <= tile)
        {
            return [0];
        }

        var stride = Math.Max(1, (int)(tile * (1 - Overlap)));
        var count = (length - tile + stride - 1) / stride + 1;
        return [.. Enumerable.Range(0, count).Select(i => (int)Math.Round(i * (double)(length - tile) / (count - 1)))];
    }

    /// <summary>What each position of a tile counts: 1 inside, less towards an edge that another tile overlaps.</summary>
    /// <param name="tile">A tile's side in pixels.</param>
    /// <param name="first">Whether the tile begins at the picture's edge.</param>
    /// <param name="last">Whether it ends at the picture's edge.</param>
    public static float[] Weights(int tile, bool first, bool last)
    {
        var ramp = Math.Max(1, tile * Overlap);
        var weights = new float[tile];
        for (var i = 0; i < tile; i++)
        {
            double rising = first ? 1 : (i + 0.5) / ramp, falling = last ? 1 : (tile - i - 0.5) / ramp;
            weights[i] = (float)Math.Min(1, Math.Min(rising, falling));
        }

        return weights;
    }
}
