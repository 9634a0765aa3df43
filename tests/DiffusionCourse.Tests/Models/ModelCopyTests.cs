using DiffusionCourse.Inference;
using DiffusionCourse.Metrics;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Pipelines;

namespace DiffusionCourse.Tests.Models;

[Collection(EmbeddedModelGroup.Name)]
public sealed class ModelCopyTests(EmbeddedPipeline embedded)
{
    [Theory]
    [InlineData(WeightPrecision.Float32, 1.8, 2.1, 0)]
    [InlineData(WeightPrecision.Float16, 0.99, 1.01, 0)]
    [InlineData(WeightPrecision.Int8, 0.4, 0.6, 20)]
    public async Task A_copy_has_the_size_of_its_precision_and_draws_nearly_the_same(WeightPrecision precision, double leastSize, double mostSize, double mostChange)
    {
        var original = new FileInfo(Path.Combine(embedded.Pipeline.ModelPath, "unet", "model.onnx")).Length;
        using var copy = ModelCopy.Create("emoji-128", precision);
        using var pipeline = await StableDiffusionPipeline.LoadAsync(copy.FullPath, new() { Device = DeviceChoice.Cpu, Arrangement = GuidanceArrangement.ConcurrentCalls });

        var (before, after) = (await embedded.Pipeline.GenerateAsync(EmbeddedPipeline.Apple), await pipeline.GenerateAsync(EmbeddedPipeline.Apple));

        Assert.InRange((double)copy.UNetBytes / original, leastSize, mostSize);
        var change = ImageMetrics.RootMeanSquaredError(before.Image.Pixels, after.Image.Pixels);
        Assert.InRange(change, 0, mostChange);
        Assert.Equal(precision == WeightPrecision.Int8, change > 0);
    }

    [Fact]
    public void Disposing_deletes_the_copy()
    {
        var copy = ModelCopy.Create("emoji-128", WeightPrecision.Float16);
        Assert.True(Directory.Exists(copy.FullPath));
        copy.Dispose();
        Assert.False(Directory.Exists(copy.FullPath));
    }

    [Fact]
    public void Eight_bits_take_a_scale_for_each_output_channel()
    {
        var matrix = new WeightTensor("m", [2, 3], WeightPrecision.Float32, [1, 10, 0, -0.5f, 5, 0]);
        var scales = ChannelScales.Of(matrix);
        Assert.Equal([1f / 127, 10f / 127, 1], scales.Scales);
        Assert.Equal([127, 127, 0, -64, 64, 0], scales.Numbers.Select(n => (int)n));

        var kernel = new WeightTensor("k", [2, 1, 1, 2], WeightPrecision.Float32, [1, -1, 4, 2]);
        Assert.Equal([1f / 127, 4f / 127], ChannelScales.Of(kernel).Scales);
    }

    [Fact]
    public void A_damaged_graph_is_refused_by_name()
    {
        var error = Assert.Throws<ModelException>(() => WeightRewriter.Rewrite([0x3A, 0xFF, 0x01, 0x02], "broken.onnx", WeightPrecision.Int8));
        Assert.Contains("'broken.onnx' is damaged", error.Message, StringComparison.Ordinal);
    }
}
