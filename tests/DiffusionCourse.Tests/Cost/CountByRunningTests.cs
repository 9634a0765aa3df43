using DiffusionCourse.Cost;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Tests.Cli;

namespace DiffusionCourse.Tests.Cost;

/// <summary>The embedded model counted from what ran, against the count from its description.</summary>
public sealed class CountByRunningTests : IDisposable
{
    private static readonly Lazy<ModelProfile> Profile = new(() => ModelProfile.Measure(ModelLocator.EmbeddedModel, runs: 2, device: DeviceChoice.Cpu));
    private static readonly ModelCost Counted = ModelArchitecture.Open(ModelLocator.EmbeddedModel).Count();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Both_ways_of_counting_agree_in_every_network_and_kind()
    {
        Assert.Equal(Counted.Networks.Select(network => network.Name), Profile.Value.Networks.Select(network => network.Name));
        foreach (var (counted, measured) in Counted.Networks.Zip(Profile.Value.Networks))
        {
            Assert.Equal(counted.Parameters, measured.Parameters);
            Assert.Empty(measured.NotCounted);
            Close(counted.GMac, measured.GMac);
            foreach (var kind in Enum.GetValues<OperationKind>())
            {
                Close(counted[kind].GMac, measured[kind].GMac);
            }
        }
    }

    [Theory]
    [InlineData(256, 256)]
    [InlineData(64, 96)]
    public void They_agree_at_other_sizes(int width, int height)
    {
        var measured = ModelProfile.Measure(ModelLocator.EmbeddedModel, width, height, runs: 1, device: DeviceChoice.Cpu);
        var counted = ModelArchitecture.Open(ModelLocator.EmbeddedModel).Count(width, height);
        foreach (var (one, other) in counted.Networks.Zip(measured.Networks))
        {
            Close(one.GMac, other.GMac);
        }
    }

    [Fact]
    public void Times_and_rates_belong_to_the_nodes()
    {
        var unet = Profile.Value.UNet;
        Assert.Equal(2, unet.Runs.Count);
        Assert.True(unet.FirstRun > TimeSpan.Zero);
        Assert.Equal(unet.Total.MultiplyAccumulates, unet.ByKind.Values.Sum(kind => kind.MultiplyAccumulates));
        Assert.Equal(unet.Total.MultiplyAccumulates, unet.Nodes.Sum(node => node.MultiplyAccumulates));
        Assert.True(unet.Total.Time <= unet.MedianRun * 1.001, $"{unet.Total.Time} in nodes of a run of {unet.MedianRun}");
        Assert.Equal(2 * unet.GMac / unet.MedianRun.TotalSeconds, unet.GFlopPerSecond, 1e-6);
        var convolutions = unet[OperationKind.Convolution];
        Assert.Equal(2 * convolutions.GMac / convolutions.Time.TotalSeconds, convolutions.GFlopPerSecond, 1e-6);
        Assert.InRange(convolutions.GFlopPerSecond, 0.5, 1e5);
        // Every weight is read once, and float32 takes four bytes.
        Assert.True(unet.Total.Bytes > 4 * unet.Parameters * 0.95);
    }

    [Fact]
    public void A_folder_without_descriptions_is_counted_as_well()
    {
        var original = ModelFolder.Open(ModelLocator.EmbeddedModel).FullPath;
        foreach (var component in new[] { "text_encoder", "unet", "vae_decoder" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, component));
            File.Copy(Path.Combine(original, component, "model.onnx"), Path.Combine(_folder.Path, component, "model.onnx"));
        }

        // With Stable Diffusion's usual sizes: 64 x 64 latents. The embedded text encoder takes no 77 tokens.
        File.WriteAllText(Path.Combine(_folder.Path, "text_encoder", "config.json"), """{"max_position_embeddings": 24}""");
        var measured = ModelProfile.Measure(_folder.Path, 128, 128, runs: 1, device: DeviceChoice.Cpu);
        Assert.Equal(3, measured.Networks.Count);
        Assert.Null(measured.VaeEncoder);
        Close(ModelArchitecture.Open(ModelLocator.EmbeddedModel).Count(128, 128).UNet.GMac, measured.UNet.GMac);
    }

    [Fact]
    public void Comparing_needs_equal_sizes()
    {
        Assert.Contains("128 x 128", Assert.Throws<ArgumentException>(() => Profile.Value.CompareWith(ModelArchitecture.Open(ModelLocator.EmbeddedModel).Count(256, 256))).Message, StringComparison.Ordinal);
        Assert.Equal(4, Profile.Value.CompareWith(Counted).Rows.Count);
        Assert.All(Profile.Value.CompareWith(Counted).Rows, row => Assert.InRange((double)row[3]!, -1, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void The_number_of_runs_has_limits(int runs)
        => Assert.Contains("1 to 1000", Assert.Throws<ArgumentException>(() => ModelProfile.Measure(ModelLocator.EmbeddedModel, runs: runs)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_size_that_does_not_divide_is_refused_before_anything_runs()
        => Assert.Contains("nearest is 64", Assert.Throws<ArgumentException>(() => ModelProfile.Measure(ModelLocator.EmbeddedModel, 65)).Message, StringComparison.Ordinal);

    [Fact]
    public void Cancelling_stops_it()
        => Assert.ThrowsAny<OperationCanceledException>(() => ModelProfile.Measure(ModelLocator.EmbeddedModel, runs: 1000, cancellation: new(canceled: true)));

    public void Dispose() => _folder.Dispose();

    private static void Close(double expected, double actual) => Assert.Equal(expected, actual, expected * 0.01);
}
