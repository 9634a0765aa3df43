using DiffusionCourse.Cost;
using DiffusionCourse.Cost.Roofline;
using DiffusionCourse.Guidance;
using DiffusionCourse.Inference;
using DiffusionCourse.Models;
using DiffusionCourse.Models.Onnx;
using DiffusionCourse.Pipelines;

namespace DiffusionCourse.Tests.Cost;

public sealed class RooflineTests
{
    private static readonly GenerationRequest Twenty = new("") { Steps = 20, GuidanceScale = 7.5, Width = 512, Height = 512 };
    private static readonly Lazy<DeviceRates> Machine = new(() => DeviceRates.Measure(DeviceChoice.Cpu));

    [Fact]
    public void A_machine_has_rates_that_a_machine_can_have()
    {
        // From a small board to a large server.
        Assert.InRange(Machine.Value.GFlopPerSecond, 1, 50_000);
        Assert.InRange(Machine.Value.GigabytesPerSecond!.Value, 0.2, 2_000);
        Assert.InRange(Machine.Value.OperationOverhead.TotalMicroseconds, 0.05, 1_000);
        Assert.Equal(Precision.Full, Machine.Value.Precision);
        Assert.NotNull(Machine.Value.BatchOfTwo);
        Assert.Equal(Environment.ProcessorCount > 1, Machine.Value.SideBySide is not null);
        Assert.All(new[] { Machine.Value, Machine.Value.BatchOfTwo, Machine.Value.SideBySide }.OfType<DeviceRates>(), rates => Assert.True(rates.OperationOverhead > TimeSpan.Zero && rates.LayerGigabytesPerSecond is null or > 0));
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
        var step = 2 * prediction.Parts[1].OneCall.TotalSeconds;
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

    [Fact]
    public void What_does_not_overlap_adds_up()
    {
        var device = new DeviceRates("processor", 100, 10) { Precision = Precision.Full, LayerGigabytesPerSecond = 20, OperationOverhead = TimeSpan.FromMicroseconds(2) };
        var cost = ModelArchitecture.StableDiffusion15.CostOf(Twenty with { GuidanceScale = 1 });
        var (unet, time) = (cost.Model.UNet, TimePrediction.Of(cost, device).Parts[1]);
        // Products move their activations while they compute.
        var between = unet.Operations.Where(o => o.Kind is OperationKind.Normalization or OperationKind.ElementWise).Sum(o => o.Cost.ActivationBytes(Precision.Full));
        Assert.Equal(unet.Total.GFlop / 100, time.Arithmetic.TotalSeconds, 1e-3);
        Assert.Equal(unet.Total.WeightBytes(Precision.Full) / 10e9 + between / 20e9, time.Memory.TotalSeconds, 1e-3);
        Assert.Equal(unet.Operations.Count * 2e-6, time.Overhead.TotalSeconds, 1e-6);
        Assert.Equal(time.Arithmetic + time.Memory + time.Overhead, time.OneCall);
        // With overlap an operation takes the longer of both: where that is memory, its arithmetic takes no time of its own.
        Assert.True(TimePrediction.Of(cost, device with { LayerGigabytesPerSecond = null }).Parts[1].Arithmetic < time.Arithmetic);
    }

    [Fact]
    public void A_batch_of_two_reads_the_weights_once_and_two_calls_have_rates_of_their_own()
    {
        var device = new DeviceRates("processor", 100, 10) { Precision = Precision.Full, LayerGigabytesPerSecond = 20, OperationOverhead = TimeSpan.FromMicroseconds(2) };
        var cost = ModelArchitecture.StableDiffusion15.CostOf(Twenty);
        double weights = cost.Model.UNet.Total.WeightBytes(Precision.Full) / 10e9, start = cost.Model.UNet.Operations.Count * 2e-6;
        var (batch, apart) = (All(device, GuidanceArrangement.BatchOfTwo), All(device, GuidanceArrangement.SequentialCalls));
        Assert.Equal(20 * (weights + start), (apart - batch).TotalSeconds, 1e-3);
        Assert.Equal(apart, All(device, GuidanceArrangement.ConcurrentCalls));
        var both = device with { SideBySide = device with { GFlopPerSecond = 400, OperationOverhead = TimeSpan.Zero } };
        Assert.True(All(both, GuidanceArrangement.ConcurrentCalls) < batch);
        Assert.Equal(GuidanceArrangement.ConcurrentCalls, TimePrediction.Of(cost, both).Arrangement);
        Assert.Equal(GuidanceArrangement.BatchOfTwo, TimePrediction.Of(cost, device with { SideBySide = device with { GFlopPerSecond = 50 } }).Arrangement);
        Assert.Equal(GuidanceArrangement.BatchOfTwo, TimePrediction.Of(cost, device).Arrangement);
        // Guidance in an interval: one evaluation a call outside it.
        var interval = ModelArchitecture.StableDiffusion15.CostOf(Twenty with { GuidanceScale = null, Guidance = new GuidanceInterval(new ClassifierFreeGuidance(7.5), above: 0.3, upTo: 5) });
        Assert.InRange(TimePrediction.Of(interval, device).Parts[1].All, TimePrediction.Of(ModelArchitecture.StableDiffusion15.CostOf(Twenty with { GuidanceScale = 1 }), device).Parts[1].All, batch);

        TimeSpan All(DeviceRates on, GuidanceArrangement arrangement) => TimePrediction.Of(cost, on, arrangement).Parts[1].All;
    }

    [Fact]
    public void Rates_of_layers_are_found_in_the_times_of_blocks_and_never_below_zero()
    {
        double[][] work = [[20, 1, 5], [20, 2, 50], [20, 30, 60], [20, 40, 700]];
        double[] costs = [3, 0.5, 2];
        Assert.All(
            LayerRates.Fit(work, [.. work.Select(amounts => amounts.Zip(costs, (amount, cost) => amount * cost).Sum())]).Zip(costs),
            pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        // Moving more never makes a block faster, whatever the times say.
        var bounded = LayerRates.Fit(work, [70, 160, 100, 1400]);
        Assert.Equal(0, bounded[1]);
        Assert.True(bounded[0] > 0 && bounded[2] > 0);
    }

    [Fact]
    public void The_error_bar_is_the_misfit_of_the_rates_that_were_used()
    {
        var one = new DeviceRates("processor", 100, 10) { Precision = Precision.Full, LayerGigabytesPerSecond = 20, LayerGFlopPerSecond = 50, Misfit = 0.1 };
        var device = one with { SideBySide = one with { Misfit = 0.2 } };
        var prediction = TimePrediction.Of(ModelArchitecture.StableDiffusion15.CostOf(Twenty), device, GuidanceArrangement.ConcurrentCalls);
        Assert.Equal([0.1, 0.2, 0.1], prediction.Parts.Select(part => part.Misfit!.Value));
        Assert.Equal(0.1 * prediction.Total + 0.1 * prediction.Parts[1].All, prediction.Error!.Value);
        Assert.Equal(prediction.Cost.Model.UNet.Total.GFlop / 50, prediction.Parts[1].Arithmetic.TotalSeconds, 1e-3);
        Assert.Null(TimePrediction.Of(prediction.Cost, DeviceRates.Find("T4")).Error);
    }

    [Fact]
    public void The_block_that_machines_are_measured_with_is_what_is_counted()
    {
        var block = new ReferenceBlock(8, 32, Batch: 1);
        var file = Path.Combine(Directory.CreateTempSubdirectory("course-block-").FullName, "block.onnx");
        try
        {
            var graph = new OnnxGraphBuilder().Input("x0", OnnxElementType.Float, block.Shape).Output("x2", OnnxElementType.Float, block.Shape);
            File.WriteAllBytes(file, block.AddTo(graph, 2).ToModel());
            var profile = NetworkProfile.Measure(file, runs: 1, device: DeviceChoice.Cpu);
            Assert.Empty(profile.NotCounted);
            Assert.Equal(2 * block.Count().Total.MultiplyAccumulates, profile.Total.MultiplyAccumulates);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
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
        var measured = await LatencyBreakdown.MeasureAsync(ModelLocator.EmbeddedModel, request, runs: 2, new() { Device = DeviceChoice.Cpu });
        var prediction = TimePrediction.Of(ModelArchitecture.Open(ModelLocator.EmbeddedModel).CostOf(request), Machine.Value);
        var table = prediction.CompareWith(measured);
        Assert.Equal(["text encoder", "UNet", "VAE decoder", "picture"], table.Rows.Select(row => row[0]));
        var picture = table.Rows[3];
        Assert.Equal(100 * ((double)picture[1]! / (double)picture[3]! - 1), (double)picture[4]!, 1e-6);
        Assert.Equal(prediction.Error!.Value.TotalMilliseconds, (double)picture[2]!, 1e-3);
        // Orders of magnitude: the machine may be busy.
        Assert.InRange((double)picture[1]! / (double)picture[3]!, 0.02, 20);
        Assert.Contains("predicted (guided steps in", table.ToString(), StringComparison.Ordinal);
        Assert.All(TimePrediction.Of(prediction.Cost, DeviceRates.Find("T4")).CompareWith(measured).Rows, row => Assert.Null(row[2]));
        var other = TimePrediction.Of(ModelArchitecture.Open(ModelLocator.EmbeddedModel).CostOf(request with { Steps = 5 }), Machine.Value);
        Assert.Throws<ArgumentException>(() => other.CompareWith(measured));
    }

    [Fact]
    public void Energy_and_price_follow_from_what_is_put_in()
    {
        var cost = new RunningCost(TimeSpan.FromSeconds(3.6)) { Watts = 70, PricePerKilowattHour = 0.3, RentPerHour = 0.5 };
        Assert.Equal(0.07, cost.WattHours, 1e-12);
        Assert.Equal(0.07 / 1000 * 0.3 + 0.5 / 1000, cost.Price, 1e-12);
        Assert.Equal(1000, cost.PicturesPerHour, 1e-9);
        Assert.Equal(3, cost.Table.Rows.Count(row => row[3]!.Equals("assumed")));
        Assert.Throws<ArgumentException>(() => (cost with { Watts = -1 }).Table);
        Assert.Throws<ArgumentException>(() => (cost with { Time = TimeSpan.Zero }).Table);
    }
}
