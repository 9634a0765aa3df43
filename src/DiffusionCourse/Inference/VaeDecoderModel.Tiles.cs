using DiffusionCourse.Imaging;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Inference;

internal sealed partial class VaeDecoderModel
{
    // Below this a tile sees too little of the picture to look like its part.
    private const int SmallestTile = 8;
    private int _affordable = int.MaxValue;

    /// <summary>When tiles are used.</summary>
    public VaeTiling Tiling { get; set; }

    /// <summary>A tile's side in latents: 64 for Stable Diffusion, the size that it was trained on.</summary>
    public int TileSize { get; set; } = 64;

    /// <summary>Told when memory did not suffice and tiles are used from then on.</summary>
    public Action<string> Notice { get; set; } = _ => { };

    // A picture decoded in tiles of a size that memory holds; what was found to fit is remembered.
    private RgbImage DecodeWithinMemory(float[] scaled, int height, int width, CancellationToken cancellation)
    {
        int tile = Math.Min(_affordable, Tiling == VaeTiling.Always ? TileSize : int.MaxValue);
        while (true)
        {
            try
            {
                return Math.Max(height, width) <= tile ? DecodeWhole(scaled, height, width, cancellation) : DecodeTiles(scaled, height, width, tile, cancellation);
            }
            catch (DeviceMemoryException error)
            {
                int smaller = Math.Min(TileSize, Math.Min(tile, Math.Max(height, width)) / 2);
                if (Tiling == VaeTiling.Never || FixedHeight is not null || FixedWidth is not null || smaller < SmallestTile)
                {
                    throw new ModelException(FormattableString.Invariant(
                        $"There is not enough memory to decode a picture of {width * Factor} x {height * Factor} pixels ({error.Message}). Draw a smaller picture{(Tiling == VaeTiling.Never ? ", allow tiles (PipelineOptions.VaeTiling)" : "")}, use a float16 export, or run on the CPU."), error);
                }

                Notice(FormattableString.Invariant($"Memory did not suffice to decode {Math.Min(tile, width) * Factor} x {Math.Min(tile, height) * Factor} pixels at once: the VAE works in tiles of {smaller * Factor} pixels, blended where they overlap."));
                _affordable = tile = smaller;
            }
        }
    }

    private RgbImage DecodeTiles(float[] scaled, int height, int width, int tile, CancellationToken cancellation)
    {
        int tileHeight = Math.Min(tile, height), tileWidth = Math.Min(tile, width);
        int[] tops = TileGrid.Starts(height, tileHeight), lefts = TileGrid.Starts(width, tileWidth);
        var blend = new TileBlend(height * Factor, width * Factor);
        var part = new float[Channels * tileHeight * tileWidth];
        foreach (int top in tops)
        {
            float[] rows = TileGrid.Weights(tileHeight * Factor, top == 0, top == tops[^1]);
            foreach (int left in lefts)
            {
                CopyTile(scaled, height, width, top, left, part, tileHeight, tileWidth);
                using var output = RunGraph(part, tileHeight, tileWidth, cancellation);
                blend.Add(Values(output), top * Factor, left * Factor, rows, TileGrid.Weights(tileWidth * Factor, left == 0, left == lefts[^1]));
            }
        }

        return ToImage(blend.ToValues(), height * Factor, width * Factor);
    }

    private void CopyTile(float[] from, int height, int width, int top, int left, float[] to, int rows, int columns)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int y = 0; y < rows; y++)
            {
                from.AsSpan((((channel * height) + top + y) * width) + left, columns).CopyTo(to.AsSpan(((channel * rows) + y) * columns));
            }
        }
    }
}
