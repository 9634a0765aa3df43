using DiffusionCourse.Inference;
using DiffusionCourse.Metrics;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Inference;

public sealed class TileTests
{
    [Theory]
    [InlineData(64, 64)]
    [InlineData(65, 64)]
    [InlineData(100, 64)]
    [InlineData(256, 64)]
    [InlineData(17, 8)]
    [InlineData(5, 8)]
    public void Tiles_cover_the_side_and_overlap_by_a_quarter_or_more(int length, int tile)
    {
        var starts = TileGrid.Starts(length, tile);
        Assert.Equal(0, starts[0]);
        if (length > tile)
        {
            Assert.Equal(length - tile, starts[^1]);
        }

        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, tile * 3 / 4));
    }

    [Fact]
    public void A_picture_put_together_from_its_own_parts_is_itself()
    {
        const int Height = 20, Width = 31, Tile = 8;
        float[] picture = [.. Enumerable.Range(0, 3 * Height * Width).Select(i => MathF.Sin(i))];
        var blend = new TileBlend(3, Height, Width);
        int[] tops = TileGrid.Starts(Height, Tile), lefts = TileGrid.Starts(Width, Tile);
        foreach (var top in tops)
        {
            foreach (var left in lefts)
            {
                float[] part = [.. from channel in Enumerable.Range(0, 3) from y in Enumerable.Range(top, Tile) from x in Enumerable.Range(left, Tile) select picture[(channel * Height + y) * Width + x]];
                blend.Add(part, top, left, TileGrid.Weights(Tile, top == 0, top == tops[^1]), TileGrid.Weights(Tile, left == 0, left == lefts[^1]));
            }
        }

        Assert.All(blend.ToValues().Zip(picture), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Fact]
    public async Task One_tile_is_the_whole_picture_to_the_last_bit()
    {
        using var whole = await LoadAsync(VaeTiling.Never);
        using var tiled = await LoadAsync(VaeTiling.Always);
        var request = new GenerationRequest("a red apple") { Steps = 1 };
        Assert.Equal((await whole.GenerateAsync(request)).Image, (await tiled.GenerateAsync(request)).Image);
    }

    // A tile sees less than the whole picture, so that pixels differ a little; no edge may show where tiles meet.
    [Fact]
    public async Task A_picture_in_tiles_is_the_whole_picture_nearly_and_has_no_seams()
    {
        using var whole = await LoadAsync(VaeTiling.Never);
        using var tiled = await LoadAsync(VaeTiling.Always);
        var request = new GenerationRequest("a red apple, flat style, blue background") { Steps = 8, GuidanceScale = 3, Width = 320, Height = 192 };
        var expected = (await whole.GenerateAsync(request)).Image;
        var actual = (await tiled.GenerateAsync(request)).Image;
        Assert.NotEqual(expected, actual);
        Assert.InRange(ImageMetrics.RootMeanSquaredError(actual.Pixels, expected.Pixels), 0, 6);
        double[] jumps = [.. Jumps(actual).Zip(Jumps(expected), (tile, plain) => tile - plain)];
        Assert.All(jumps, jump => Assert.InRange(jump, -4, 4));
    }

    [Fact]
    public async Task A_tile_has_a_size_that_the_VAE_can_use()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cpu, VaeTileSize = 36 }));
        Assert.Contains("36", error.Message, StringComparison.Ordinal);
        Assert.Contains("multiple of 8", error.Message, StringComparison.Ordinal);
    }

    private static Task<StableDiffusionPipeline> LoadAsync(VaeTiling tiling)
        => StableDiffusionPipeline.LoadAsync("emoji-128", new() { Device = DeviceChoice.Cpu, Arrangement = GuidanceArrangement.BatchOfTwo, VaeTiling = tiling });

    // Mean difference between each column and the one before it.
    private static IEnumerable<double> Jumps(DiffusionCourse.Imaging.RgbImage image)
    {
        for (var x = 1; x < image.Width; x++)
        {
            double sum = 0;
            for (var y = 0; y < image.Height; y++)
            {
                sum += Math.Abs(image[x, y].Red - image[x - 1, y].Red) + Math.Abs(image[x, y].Green - image[x - 1, y].Green) + Math.Abs(image[x, y].Blue - image[x - 1, y].Blue);
            }

            yield return sum / (3.0 * image.Height);
        }
    }
}
