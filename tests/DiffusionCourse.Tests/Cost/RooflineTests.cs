using DiffusionCourse.Cost;
using DiffusionCourse.Models;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Cost;

public sealed class RooflineTests
{
    private static readonly GenerationRequest Twenty = new("") { Steps = 20, GuidanceScale = 7.5, Width = 512, Height = 512 };
    private static readonly Lazy<DeviceRates> Machine = new(() => DeviceRates.Measure("cpu"));

    [Fact]
    public void A_machine_has_rates_that_a_machine_can_have()
    {
        // From a small board to a large server.
        Assert.InRange(Machine.Value.GFlopPerSecond, 1, 50_000);
        Assert.InRange(Machine.Value.GigabytesPerSecond!.Value, 0.2, 2_000);
        Assert.InRange(Machine.Value.OperationOverhead.TotalMicroseconds, 0.05, 1_000);
        Assert.Equal(Precision.Full, Machine.Value.Precision);
        Assert.Contains("GFLOP/s", Machine.Value.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Below_the_ridge_memory_limits_and_above_it_arithmetic()
    {
        var device = new DeviceRates("device", 100, 20);
        Assert.Equal((5, 20, 100, 100), (device.Ridge, device.Attainable(1), device.Attainable(5), device.Attainable(50)));
        Assert.Equal(100, new DeviceRates("device", 100, null).Attainable(0.001));
    }

    [Fact]
    public void Known_devices_have_their_published_peaks()
    {
        Assert.Equal([("T4", 65e3), ("A100", 312e3), ("H100 PCIe", 756e3), ("H100 SXM", 989e3)], DeviceRates.Known.Select(device => (device.Name, device.GFlopPerSecond)));
        Assert.All(DeviceRates.Known, device => Assert.Contains("NVIDIA", device.Source, StringComparison.Ordinal));
        Assert.Same(DeviceRates.Known[3], DeviceRates.Find("h100-sxm"));
        Assert.Contains("T4, A100", Assert.Throws<ArgumentException>(() => DeviceRates.Find("V100")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("T4", 0.17, 6.9)]
    [InlineData("A100", 0.112, 21.7)]
    [InlineData("A100", 0.314, 61)]
    public void The_efficiencies_in_the_documentation_give_the_published_speeds(string name, double efficiency, double stepsASecond)
    {
        var prediction = TimePrediction.Of(ModelArchitecture.StableDiffusion15.CostOf(Twenty), DeviceRates.Find(name) with { Efficiency = efficiency });
        double step = 2 * prediction.Parts[1].OneCall.TotalSeconds;
        Assert.Equal(1 / stepsASecond, step, 0.01 / stepsASecond);
        Assert.Equal("efficiency", prediction.Parts[1].LimitedBy);
    }

    [Fact]
    public void No_efficiency_makes_a_device_faster_than_its_roofline()
    {
        var cost = ModelArchitecture.StableDiffusion15.CostOf(Twenty);
        var whole = TimePrediction.Of(cost, DeviceRates.Find("T4"));
        Assert.All(whole.Parts, part => Assert.Equal(part.Roofline, part.OneCall));
        Assert.True(whole.Parts.All(part => part.Roofline >= part.AtEfficiency));
        Assert.Equal(whole.Total.TotalSeconds, whole.Parts.Sum(part => part.All.TotalSeconds), 1e-6);
        Assert.Equal(40, whole.Parts[1].Calls);
    }

    [Fact]
    public void The_time_falls_with_faster_devices_and_rises_with_size_and_steps()
    {
        var model = ModelArchitecture.StableDiffusion15;
        TimeSpan On(string device, GenerationRequest request) => TimePrediction.Of(model.CostOf(request), DeviceRates.Find(device) with { Efficiency = 0.2 }).Total;
        Assert.True(On("A100", Twenty) < On("T4", Twenty));
        Assert.True(On("T4", Twenty with { Width = 768, Height = 768 }) > 2 * On("T4", Twenty));
        Assert.InRange(On("T4", Twenty with { Steps = 40 }) / On("T4", Twenty), 1.8, 2);
        Assert.InRange(On("T4", Twenty with { GuidanceScale = 1 }) / On("T4", Twenty), 0.5, 0.6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void An_efficiency_is_a_share(double efficiency)
        => Assert.Contains("above 0 and at most 1", Assert.Throws<ArgumentException>(() => TimePrediction.Of(ModelArchitecture.StableDiffusion15.CostOf(Twenty), DeviceRates.Known[0] with { Efficiency = efficiency })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_prediction_is_shown_beside_the_measurement_with_its_error()
    {
        var request = new GenerationRequest("a red apple, flat style, blue background") { Steps = 4, GuidanceScale = 3 };
        var measured = await LatencyBreakdown.MeasureAsync(ModelLocator.EmbeddedModel, request, runs: 2, new() { Device = "cpu" });
        var prediction = TimePrediction.Of(ModelArchitecture.Open(ModelLocator.EmbeddedModel).CostOf(request), Machine.Value);
        var table = prediction.CompareWith(measured);
        Assert.Equal(["text encoder", "UNet", "VAE decoder", "picture"], table.Rows.Select(row => row[0]));
        var picture = table.Rows[3];
        Assert.Equal(100 * (((double)picture[1]! / (double)picture[2]!) - 1), (double)picture[3]!, 1e-6);
        // Orders of magnitude: the machine may be busy.
        Assert.InRange((double)picture[1]! / (double)picture[2]!, 0.02, 20);
        var other = TimePrediction.Of(ModelArchitecture.Open(ModelLocator.EmbeddedModel).CostOf(request with { Steps = 5 }), Machine.Value);
        Assert.Throws<ArgumentException>(() => other.CompareWith(measured));
    }

    [Fact]
    public void Energy_and_price_follow_from_what_is_put_in()
    {
        var cost = new RunningCost(TimeSpan.FromSeconds(3.6)) { Watts = 70, PricePerKilowattHour = 0.3, RentPerHour = 0.5 };
        Assert.Equal(0.07, cost.WattHours, 1e-12);
        Assert.Equal((0.07 / 1000 * 0.3) + (0.5 / 1000), cost.Price, 1e-12);
        Assert.Equal(1000, cost.PicturesPerHour, 1e-9);
        Assert.Equal(3, cost.Table.Rows.Count(row => row[3]!.Equals("assumed")));
        Assert.Throws<ArgumentException>(() => (cost with { Watts = -1 }).Table);
        Assert.Throws<ArgumentException>(() => (cost with { Time = TimeSpan.Zero }).Table);
    }
}
