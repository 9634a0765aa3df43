using DiffusionCourse.Charts;
using DiffusionCourse.Cost;

namespace DiffusionCourse.Tests.Charts;

/// <summary>The figures of part 11: their findings, and what they refuse.</summary>
public sealed class CostChartTests
{
    private static readonly DeviceRates Device = new("a machine", 100, 20);

    [Fact]
    public void The_factor_between_claim_and_count_is_stated()
        => Assert.Contains("2 to 16.1 times", CostCharts.ClaimedAndCounted(["a", "b"], [1, 10], [2, 161]).Description, StringComparison.Ordinal);

    [Fact]
    public void The_slowest_part_is_named_with_its_claim()
    {
        var figure = CostCharts.Latencies(["UNet", "VAE decoder"], [40, 30], [Times(10), Times(31.4)]);
        Assert.Contains("\"VAE decoder\" takes longest, 31.4 ms in the median; the claim says 30 ms", figure.Description, StringComparison.Ordinal);
        Assert.Equal(4, figure.Data!.Columns.Count);
    }

    [Fact]
    public void The_roofline_says_how_near_each_network_comes_and_what_limits_it()
    {
        var figure = CostCharts.Roofline(Device, new("UNet", 50, 25), new("text encoder", 1, 10));
        Assert.Contains("UNet 25 % and text encoder 50 %", figure.Description, StringComparison.Ordinal);
        Assert.Contains("Limited by memory: text encoder", figure.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("cache", figure.Description, StringComparison.Ordinal);
        Assert.Contains("cache", CostCharts.Roofline(Device, new RooflinePoint("text encoder", 1, 21)).Description, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CostCharts.Roofline(Device));
        Assert.Throws<ArgumentException>(() => CostCharts.Roofline(Device with { GigabytesPerSecond = null }, new RooflinePoint("UNet", 50, 25)));
    }

    [Fact]
    public void Growth_with_size_is_counted_against_the_square_law()
    {
        var networks = new[] { 256, 512, 1024 }.Select(side => ModelArchitecture.StableDiffusion15.Count(side, side).UNet).ToArray();
        var figure = CostCharts.BySize([256, 512, 1024], networks, 512);
        Assert.Contains("grows 25.95 times, the square law says 16; self-attention's share goes from 4 % to 42 %", figure.Description, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CostCharts.BySize([256, 512], networks, 512));
        Assert.Throws<ArgumentException>(() => CostCharts.BySize([256, 512, 1024], networks, 640));
    }

    [Fact]
    public void Variants_of_guidance_are_shares_of_the_first()
    {
        var figure = CostCharts.GuidanceVariants(["always", "never"], [40, 20], [8, 4.4], [2, 1.5]);
        Assert.Contains("\"never\" takes least: 50 % of the evaluations of \"always\", 55 % of the operations and 75 % of the time", figure.Description, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CostCharts.GuidanceVariants(["always"], [40], [0], [2]));
        Assert.Throws<ArgumentException>(() => CostCharts.GuidanceVariants([], [], [], []));
    }

    private static Percentiles Times(double milliseconds) => Percentiles.Of([TimeSpan.FromMilliseconds(milliseconds)]);
}
