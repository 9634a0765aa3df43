using DiffusionCourse.Cost;

namespace DiffusionCourse.Tests.Cost;

/// <summary>Counts of the published models: parameters exactly, operations against a count that torch made of the networks themselves.</summary>
public sealed class StableDiffusionCostTests
{
    private const double Tolerance = 0.005;

    [Fact]
    public void Stable_diffusion_15_has_the_published_parameters()
    {
        var cost = ModelArchitecture.StableDiffusion15.Count();
        Assert.Equal(859_520_964, cost.UNet.Parameters);
        Assert.Equal(123_060_480, cost.TextEncoder.Parameters);
        Assert.Equal(49_490_199, cost.VaeDecoder.Parameters);
        Assert.Equal(83_653_863, cost.VaeDecoder.Parameters + cost.VaeEncoder!.Parameters);
    }

    [Fact]
    public void Stable_diffusion_21_has_the_published_parameters()
    {
        var cost = ModelArchitecture.StableDiffusion21.Count();
        Assert.Equal(865_910_724, cost.UNet.Parameters);
        Assert.Equal(340_387_840, cost.TextEncoder.Parameters);
        Assert.Equal((768, 768), (cost.Width, cost.Height));
    }

    [Fact]
    public void Sdxl_has_the_published_parameters()
    {
        var cost = ModelArchitecture.StableDiffusionXL.Count();
        Assert.Equal(2_567_463_684, cost.UNet.Parameters);
        Assert.Equal(123_060_480 + 694_659_840, cost.TextEncoder.Parameters);
        Assert.Equal((1024, 1024), (cost.Width, cost.Height));
    }

    [Fact]
    public void Stable_diffusion_15_at_512_costs_what_was_counted_by_running()
    {
        var cost = ModelArchitecture.StableDiffusion15.Count(512, 512);
        Close(401.6, cost.UNet.GMac);
        Close(222.0, cost.UNet[OperationKind.Convolution].GMac);
        Close(116.6, cost.UNet[OperationKind.Linear].GMac);
        Close(61.2, cost.UNet[OperationKind.SelfAttention].GMac);
        // Stated to one decimal, so half of the last digit is allowed.
        Assert.Equal(1.8, cost.UNet[OperationKind.CrossAttention].GMac, 0.05);
        Close(6.65, cost.TextEncoder.GMac);
        Close(1257, cost.VaeDecoder.GMac);
        Close(558, cost.VaeEncoder!.GMac);
    }

    [Theory]
    [InlineData(256, 90.1, 0.04)]
    [InlineData(512, 401.6, 0.15)]
    [InlineData(768, 1074, 0.29)]
    [InlineData(1024, 2337, 0.42)]
    public void The_share_of_self_attention_grows_with_the_picture(int side, double gmac, double share)
    {
        var unet = ModelArchitecture.StableDiffusion15.Count(side, side).UNet;
        Close(gmac, unet.GMac);
        Assert.Equal(share, unet[OperationKind.SelfAttention].GMac / unet.GMac, 0.005);
    }

    [Fact]
    public void Doubling_the_sides_takes_four_times_the_convolutions_and_sixteen_times_self_attention()
    {
        var model = ModelArchitecture.StableDiffusion15;
        NetworkCost small = model.Count(512, 512).UNet, large = model.Count(1024, 1024).UNet;
        Assert.Equal(4, Ratio(OperationKind.Convolution));
        Assert.Equal(16, Ratio(OperationKind.SelfAttention));
        Assert.Equal(4, Ratio(OperationKind.CrossAttention));
        Assert.Equal(small.Parameters, large.Parameters);

        double Ratio(OperationKind kind) => (double)large[kind].MultiplyAccumulates / small[kind].MultiplyAccumulates;
    }

    [Fact]
    public void Width_and_height_change_places()
    {
        var model = ModelArchitecture.StableDiffusion15;
        Assert.Equal(model.Count(512, 768).UNet.Total, model.Count(768, 512).UNet.Total);
        Assert.Contains(new Resolution(64, 96), model.Count(512, 768).UNet.ByResolution.Keys);
    }

    [Fact]
    public void Kinds_and_resolutions_both_sum_to_the_whole()
    {
        foreach (var network in ModelArchitecture.Known.SelectMany(model => model.Count().Networks))
        {
            Assert.Equal(network.Total, Sum(network.ByKind.Values));
            Assert.Equal(network.Total, Sum(network.ByResolution.Values));
        }

        static OperationTotal Sum(IEnumerable<OperationTotal> totals) => totals.Aggregate((one, other) => one + other);
    }

    [Fact]
    public void Norms_and_activations_are_counted_apart()
    {
        var unet = ModelArchitecture.StableDiffusion15.Count(512, 512).UNet;
        Assert.Equal(0, unet[OperationKind.Normalization].MultiplyAccumulates);
        // The last group norm and what follows it: 320 channels at 64 x 64.
        var last = unet.Operations[^3];
        Assert.Equal((OperationKind.Normalization, 320L * 64 * 64, 640L), (last.Kind, last.Cost.ElementOperations, last.Cost.Parameters));
        Assert.Equal(2 * 4 * 320L * 64 * 64, last.Cost.ActivationBytes(Precision.Full));
        Assert.Equal(unet.Parameters * 2, unet.Total.WeightBytes(Precision.Half));
    }

    private static void Close(double expected, double actual) => Assert.InRange(actual, expected * (1 - Tolerance), expected * (1 + Tolerance));
}
