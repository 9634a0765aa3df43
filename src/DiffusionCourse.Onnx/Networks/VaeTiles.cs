using DiffusionCourse.Models;

namespace DiffusionCourse.Inference;

/// <summary>Runs a VAE on a whole picture, or in tiles of a size that memory holds; what was found to fit is remembered.</summary>
/// <param name="tiling">When tiles are used.</param>
/// <param name="tileSize">A tile's side in latents: 64 for Stable Diffusion, the size that it was trained on.</param>
/// <param name="notices">Takes what the reader should know where memory did not suffice and smaller tiles are used from then on.</param>
internal sealed class VaeTiles(VaeTiling tiling, int tileSize, NoticeList notices)
{
    // Below this a tile sees too little of the picture to look like its part.
    private const int SmallestTile = 8;
    // An image has no more along a side.
    private const int MostPixels = 16_384;
    private int _affordable = int.MaxValue;

    /// <summary>The plan that was asked for.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="factor">Pixels a latent along each side.</param>
    /// <param name="notices">See the constructor.</param>
    /// <exception cref="ArgumentException">The side that is asked for is out of its limits.</exception>
    public static VaeTiles Of(TileOptions options, int factor, NoticeList notices)
    {
        var side = options.Side ?? Math.Max(options.TrainedSide, SmallestTile) * factor;
        return side % factor == 0 && side >= SmallestTile * factor && side <= MostPixels ? new(options.Tiling, side / factor, notices)
            : throw new ArgumentException(
                Invariant($"VaeTileSize is {side}: it must be a multiple of {factor} (pixels a latent) ")
                + Invariant($"from {SmallestTile * factor} to {MostPixels}. Leave it out for the size that the model was trained on."));
    }

    /// <summary>The same plan for another network, which may need another amount of memory.</summary>
    public VaeTiles ForAnother() => new(tiling, tileSize, notices);

    /// <summary>Runs on tiles of at most the side that is handed over, smaller ones where memory does not suffice.</summary>
    /// <param name="height">Latent height.</param>
    /// <param name="width">Latent width.</param>
    /// <param name="factor">Pixels a latent along each side.</param>
    /// <param name="isFixed">Whether the graph takes one size only.</param>
    /// <param name="work">decode or encode.</param>
    /// <param name="run">Given a tile's side in latents; a picture no larger is run whole.</param>
    /// <exception cref="ModelException">Memory suffices for no tile.</exception>
    public T Run<T>(int height, int width, int factor, bool isFixed, string work, Func<int, T> run)
    {
        int first = Math.Min(_affordable, tiling == VaeTiling.Always && !isFixed ? tileSize : int.MaxValue), tile = first;
        while (true)
        {
            try
            {
                var result = run(tile);
                if (tile < first)
                {
                    _affordable = tile;
                    notices.Add(
                        Invariant(
                            $"Memory did not suffice to {work} {Math.Min(first, width) * factor} x {
                                Math.Min(first, height) * factor} pixels at once: the VAE works in tiles of {
                                tile * factor} pixels, blended where they overlap."));
                }

                return result;
            }
            catch (DeviceMemoryException error)
            {
                var smaller = Math.Min(tileSize, Math.Min(tile, Math.Max(height, width)) / 2);
                if (tiling == VaeTiling.Never || isFixed || smaller < SmallestTile)
                {
                    throw new ModelException(
                        Invariant(
                            $"There is not enough memory to {work} a picture of {width * factor} x {height * factor} pixels ({
                                error.Message}). ")
                        + $"Use a smaller picture{(tiling == VaeTiling.Never ? ", allow tiles (PipelineOptions.VaeTiling)" : "")}, "
                        + "use a float16 export, or run on the CPU.", error);
                }

                tile = smaller;
            }
        }
    }
}
