using DiffusionCourse.Cost;

namespace DiffusionCourse.Tests.Claims;

internal static partial class ClaimRegister
{
    private static IEnumerable<Claim> Prices()
    {
        const string here = "11-cost";
        yield return Meant(here, "\"One forward pass of Stable Diffusion's UNet takes about 50 GFLOP. Cost grows with the number of pixels and of steps, and guidance doubles it.\" So a tutorial says, and gives a table of six configurations", "the claim that is examined");
        yield return Meant(here, "is 50 GFLOP about right, ten times too much, or ten times too little? And will the ratio of claim and count be the same in all six", "a question");
        yield return Checked(here, "Off by more than a factor of ten everywhere, and most for the large pictures", () =>
        {
            double[] factors = [.. SeedFactors()];
            Assert.All(factors, factor => Assert.True(factor > 10, $"{factor}"));
            Assert.Equal([4, 5], factors.Index().OrderByDescending(factor => factor.Item).Take(2).Select(factor => factor.Index).Order());
        });
        yield return Checked(here, "one often quoted count of 339 GMAC", () => Assert.Equal(339, GMac() - Products(), 0.5));
        yield return Checked(here, "three times the work of a UNet evaluation", DecodingRatio);
        yield return Meant(here, "from 512 to 1024 pixels a side, does the UNet's work grow four times, less, or more", "a question");
        yield return Checked(here, "at 1024 pixels it has overtaken the convolutions", () =>
        {
            var unet = ModelArchitecture.StableDiffusion15.Count(1024, 1024).UNet;
            Assert.True(unet[OperationKind.SelfAttention].GMac > unet[OperationKind.Convolution].GMac);
            var smaller = ModelArchitecture.StableDiffusion15.Count(896, 896).UNet;
            Assert.True(smaller[OperationKind.SelfAttention].GMac < smaller[OperationKind.Convolution].GMac);
        });
        yield return Meant(here, "text encoder 15 ms, UNet 40 ms, VAE 30 ms, scheduler 0.5 ms", "the claim that is examined");
        yield return Checked(here, "the decoder has three times the operations of a UNet evaluation and would take three quarters of its time", () =>
        {
            DecodingRatio();
            Assert.Equal(0.75, 30 / 40.0);
        });
        yield return Meant(here, "one picture in ten takes longer than *p90*", "a definition");
        yield return Meant(here, "how far off will such a prediction be, 10, 30, 100 per cent", "a question");
        yield return Meant(here, "(512 x 512, with guidance)", "the settings of what was published");
        yield return Checked(here, "Between a tenth and a third", () =>
        {
            (string Device, double Steps)[] published = [("T4", 6.9), ("A100", 21.7), ("A100", 49.7), ("A100", 50 / 0.82)];
            Assert.All(published, p => Assert.InRange(p.Steps * 4 * GMac() / DeviceRates.Find(p.Device).GFlopPerSecond, 0.1, 1 / 3.0));
        });
        yield return Checked(here, "gave a T4 40 ms for the UNet. At the efficiency that has been published for it, a guided step takes 145 ms, and the decoder longer than that", () =>
        {
            var on = TimePrediction.Of(ModelArchitecture.StableDiffusion15.CostOf(new("") { Width = 512, Height = 512, Steps = 20, GuidanceScale = 7.5 }), DeviceRates.Find("T4") with { Efficiency = 0.17 });
            Assert.Equal(145, 2 * on.Parts[1].OneCall.TotalMilliseconds, 1.0);
            Assert.True(on.Parts[2].OneCall.TotalMilliseconds > 145);
        });
        yield return Meant(here, "four ways to draw the same prompt", "counts what follows");
        yield return Meant(here, "($w = 1$)", "a setting");
        yield return Meant(here, "70 W, which NVIDIA states as the card's limit", "the maker's figure, in the T4's product brief");
        yield return Checked(here, "Boiling a quarter of a litre takes about 0.025 kWh", () =>
        {
            const double joulesAKelvinAndKilogram = 4186, kelvin = 80;
            Assert.InRange(0.025, 0.25 * joulesAKelvinAndKilogram * kelvin / 3.6e6, 1.2 * 0.25 * joulesAKelvinAndKilogram * kelvin / 3.6e6);
        });
        yield return Meant(here, "what changes if you draw at 1024", "a question");
        yield return Checked(here, "UNet at 512 x 512: 402 GMAC, 803 GFLOP", () => Assert.Equal((402.0, 803.0), (Math.Round(GMac()), Math.Round(2 * GMac()))));
    }

    private static IEnumerable<double> SeedFactors()
    {
        (int Side, int Steps, bool Guided)[] six = [(256, 20, false), (512, 20, false), (512, 20, true), (512, 50, true), (768, 25, true), (1024, 25, true)];
        return six.Select(c => ModelArchitecture.StableDiffusion15.CostOf(new("") { Width = c.Side, Height = c.Side, Steps = c.Steps, GuidanceScale = c.Guided ? 7.5 : 1 }).TotalTFlop
            / (50e9 * c.Side * c.Side / (512 * 512) * c.Steps * (c.Guided ? 2 : 1) / 1e12));
    }

    private static double GMac() => ModelArchitecture.StableDiffusion15.Count(512, 512).UNet.GMac;

    private static double Products()
    {
        var unet = ModelArchitecture.StableDiffusion15.Count(512, 512).UNet;
        return unet[OperationKind.SelfAttention].GMac + unet[OperationKind.CrossAttention].GMac;
    }
}
