using DiffusionCourse.Cost;
using DiffusionCourse.Guidance;
using DiffusionCourse.Pipelines;
using DiffusionCourse.Tests.Display;

namespace DiffusionCourse.Tests.Cost;

public sealed class GenerationCostTests
{
    private static readonly GenerationRequest Twenty = new("") { Steps = 20, GuidanceScale = 7.5, Width = 512, Height = 512 };

    [Fact]
    public void Twenty_guided_steps_at_512_are_34_7_teraflop()
    {
        var cost = ModelArchitecture.StableDiffusion15.CostOf(Twenty);
        Assert.Equal((40, 2), (cost.UNetEvaluations, cost.TextEncoderCalls));
        Assert.Equal(34.7, cost.TotalTFlop, 0.05);
        var model = cost.Model;
        Assert.Equal(2 * (40 * model.UNet.GMac + 2 * model.TextEncoder.GMac + model.VaeDecoder.GMac) / 1000, cost.TotalTFlop, 1e-9);
    }

    [Theory]
    [InlineData(0, 20, 1)]
    [InlineData(1, 20, 1)]
    [InlineData(1.001, 40, 2)]
    public void Guidance_costs_two_evaluations_only_above_1(double guidance, int evaluations, int texts)
    {
        var cost = ModelArchitecture.StableDiffusion15.CostOf(Twenty with { GuidanceScale = guidance });
        Assert.Equal((evaluations, texts), (cost.UNetEvaluations, cost.TextEncoderCalls));
    }

    [Theory]
    [InlineData("pndm", 42)]
    [InlineData("heun", 78)]
    [InlineData("ddim", 40)]
    public void Schedulers_with_other_call_counts_are_counted_as_they_call(string scheduler, int evaluations)
        => Assert.Equal(evaluations, ModelArchitecture.StableDiffusion15.CostOf(Twenty with { Scheduler = scheduler }).UNetEvaluations);

    [Fact]
    public void Guidance_in_an_interval_costs_less()
    {
        var rule = new GuidanceInterval(new ClassifierFreeGuidance(7.5), above: 0.3, upTo: 5);
        var cost = ModelArchitecture.StableDiffusion15.CostOf(Twenty with { GuidanceScale = null, Guidance = rule });
        Assert.InRange(cost.UNetEvaluations, 21, 39);
        Assert.Equal((7.5, 2), (cost.GuidanceScale, cost.TextEncoderCalls));
    }

    [Fact]
    public void What_the_model_suits_is_the_default()
    {
        var cost = ModelArchitecture.StableDiffusionXL.CostOf(new GenerationRequest(""));
        Assert.Equal((1024, 5.0, 40), (cost.Model.Width, cost.GuidanceScale, cost.UNetEvaluations));
    }

    public static TheoryData<GenerationRequest, string> Wrong => new()
    {
        { Twenty with { Steps = 0 }, "1 to 1000" },
        { Twenty with { Steps = 1001 }, "1 to 1000" },
        { Twenty with { GuidanceScale = double.NaN }, "0 to 100" },
        { Twenty with { GuidanceScale = 101 }, "0 to 100" },
        { Twenty with { Width = 500 }, "nearest is 512" },
        { Twenty with { Height = 0 }, "nearest is 64" },
        { Twenty with { Height = -64 }, "nearest is 64" },
        { Twenty with { Width = int.MaxValue }, "nearest is 2048" },
        { Twenty with { Scheduler = "dmp++2m" }, "dpm++2m" },
        { Twenty with { Guidance = GuidanceRule.None }, "leave GuidanceScale out" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_value_is_named_with_its_limits(GenerationRequest request, string expected)
        => Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => ModelArchitecture.StableDiffusion15.CostOf(request)).Message, StringComparison.Ordinal);

    [Fact]
    public void Results_show_themselves_as_tables()
    {
        var cost = ModelArchitecture.StableDiffusion15.CostOf(Twenty);
        Assert.Equal(["text encoder", "UNet", "VAE decoder", "all"], Rows(cost.ToHtml()));
        string[] networks = ["text encoder", "UNet", "VAE decoder", "VAE encoder"];
        Assert.Equal([.. networks, .. networks, "all"], Rows(cost.Model.ToHtml()));
        Assert.Contains("859,520,964", cost.Model.ToHtml(), StringComparison.Ordinal);
        var rows = Rows(cost.Model.UNet.ToHtml());
        Assert.Contains("self-attention", rows);
        Assert.Contains("64 x 64", rows);
        Assert.Contains("77 tokens", rows);

        static string[] Rows(string html) => [.. HtmlCheck.Check(html).Descendants("tbody").SelectMany(body => body.Elements("tr")).Select(row => row.Elements().First().Value)];
    }
}
