using DiffusionCourse.Charts;
using DiffusionCourse.Cost;

namespace DiffusionCourse.Tests.Charts;

/// <summary>A figure of every function that makes one, by its name; those of Plot with texts that need escaping.</summary>
internal static class ChartSamples
{
    private const string Tricky = "a < b & \"c\" </script><script>alert(1)</script>";

    public static double[] Range(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    public static Dictionary<string, Figure> All()
    {
        var x = Range(50);
        double[] y = [.. x.Select(v => Math.Exp(-v / 5))];
        double[] steps = [5, 10, 20];
        return new()
        {
            ["Plot.Lines"] = Plot.Lines(Tricky, Tricky, Tricky, new Axis("y", "dB"), new Series(Tricky, x, y), new Series("gaps", x, [.. y.Select((v, i) => i == 3 ? double.NaN : v)])),
            ["Plot.Lines, logarithmic"] = Plot.Lines("t", "f", "x", new Axis("y") { Logarithmic = true }, new Series("s", x, [.. y.Select((v, i) => i == 0 ? 0 : v)])),
            ["Plot.Panels"] = Plot.Panels("t", "f", "x", "y", new("first", new Series("a", x, y), new Series("b", x, y)), new("second", new Series("a", x, y))),
            ["Plot.Scatter"] = Plot.Scatter("t", "f", "time", "PSNR", "steps", [.. steps.Select(s => new ScatterPoint(s, 40 - s, s, Tricky))], paretoFront: true),
            ["Plot.Bars"] = Plot.Bars("t", "f", ["a", Tricky], new Axis("time", "s"), [1, 2]),
            ["Plot.StackedBars"] = Plot.StackedBars("t", "f", ["a", "b"], "count", new BarPart("p", [1, 2]), new BarPart(Tricky, [3, 4])),
            ["Plot.GroupedBars"] = Plot.GroupedBars("t", "f", ["a", "b"], new Axis("time", "ms") { Logarithmic = true, Minimum = 0.1 }, new BarPart("p", [1, 2]), new BarPart(Tricky, [3, 4])),
            ["Plot.HeatMap"] = Plot.HeatMap("t", "f", "steps", ["5", "10"], "w", ["1", "3"], "RMSE", [[1, 2], [3, double.NaN]]),
            ["GuidanceCharts.OneDimensionalDemo"] = GuidanceCharts.OneDimensionalDemo(x, y, y, (1, y), (7.5, y), (15, y)),
            ["GuidanceCharts.Pull"] = GuidanceCharts.Pull((3, [999, 500, 1], [0.1, 0.2, 0.3]), (15, [999, 1], [0.5, 0.9])),
            ["GuidanceCharts.Colours"] = GuidanceCharts.Colours([1, 3, 15], [0.45, 0.46, 0.49], [0.007, 0.03, 0.12], 4),
            ["StepCharts.TimestepsVisited"] = StepCharts.TimestepsVisited([999, 666, 333], [999, 799, 599, 400, 200]),
            ["StepCharts.TimeBySteps"] = StepCharts.TimeBySteps([5, 10, 20], [1.5, 2.5, 4.5]),
            ["StepCharts.TimeByPart"] = StepCharts.TimeByPart([5, 10, 20], [1.5, 2.5, 4.5], [0.1, 0.1, 0.1], [0.01, 0.02, 0.03]),
            ["StepCharts.ConvergenceAgainstTime"] = StepCharts.ConvergenceAgainstTime([5, 10, 50], [1, 2, 9], [20, 28, double.PositiveInfinity]),
            ["StepCharts.GuidanceBySteps"] = StepCharts.GuidanceBySteps([1, 7.5], [5, 10], new Axis("RMSE"), [[1, 2], [3, 4]]),
            ["StepCharts.SpeedUps"] = StepCharts.SpeedUps(new(["50 steps", "10 steps"], [[6, 1.2], [6.2, 1.3]])),
            ["ConvergenceCharts.OverSeeds"] = ConvergenceCharts.OverSeeds([5, 10, 50], 100, [[30, 10, 0], [28, 12, 1]], [[20, 28, double.PositiveInfinity], [21, 27, 48]], [[0.5, 0.9, 1], [0.6, 0.8, 0.99]]),
            ["ConvergenceCharts.BySchedulers"] = ConvergenceCharts.BySchedulers([5, 10, 20], 100, ("ddim", [0.4, 0.2, 0.1]), ("dpm++2m", [0.4, 0.1, 0.025])),
            ["ConvergenceCharts.Contest"] = ConvergenceCharts.Contest([("ddim", 5, 1, 20), ("ddim", 10, 2, 25), ("euler", 10, 2.1, 24), ("dpm++2m", 10, 2, double.PositiveInfinity)]),
            ["DenoisingCharts.GuidanceVector"] = DenoisingCharts.GuidanceVector([999, 500, 1], [0.1, 0.4, 0.2], [90, 80, 70], [double.NaN, 45, 60]),
            ["DenoisingCharts.Settling"] = DenoisingCharts.Settling([999, 500, 1], [1, 0.4, 0], [1, 0.9, 0]),
            ["CostCharts.ClaimedAndCounted"] = CostCharts.ClaimedAndCounted(["256, 20 steps", "512, 20 steps, guided"], [0.25, 2], [6.1, 34.7]),
            ["CostCharts.Latencies"] = CostCharts.Latencies(["UNet", "scheduler"], [40, 0.5], [Times(9, 10, 12), Times(0.03, 0.04)]),
            ["CostCharts.Roofline"] = CostCharts.Roofline(new("a machine", 100, 20), new("UNet", 50, 25), new RooflinePoint("text encoder", 1, 10)),
            ["CostCharts.BySize"] = CostCharts.BySize([512, 1024], [.. new[] { 512, 1024 }.Select(side => ModelArchitecture.StableDiffusion15.Count(side, side).UNet)], 512),
            ["CostCharts.GuidanceVariants"] = CostCharts.GuidanceVariants(["always", "in the middle", "never"], [40, 28, 20], [8, 6, 4.4], [2, 1.7, 1.5]),
            ["NoiseCharts.Histograms"] = NoiseCharts.Histograms((0, [-1, -1, 1, 1]), (999, [-0.5f, 0, 0.5f, 9])),
            ["NoiseCharts.AlphasCumprod"] = NoiseCharts.AlphasCumprod(("linear", [0.9999, 0.5, 0.0001]), ("cosine", [0.9999, 0.6, 0.01])),
            ["NoiseCharts.SignalToNoise"] = NoiseCharts.SignalToNoise(("linear", [0.9999, 0.4, 0.0001]), ("cosine", [0.9999, 0.6, 0.01])),
            ["NoiseCharts.Regions"] = NoiseCharts.Regions(["linear", "cosine"], [93, 188], [392, 615], [515, 197]),
            ["NoiseCharts.SignalAndNoise"] = NoiseCharts.SignalAndNoise([0, 500, 999], [0.999, 0.27, 0.0047]),
        };
    }

    private static Percentiles Times(params double[] milliseconds) => Percentiles.Of(milliseconds.Select(TimeSpan.FromMilliseconds));
}
