using DiffusionCourse.Charts;

namespace DiffusionCourse.Tests.Charts;

/// <summary>One figure of each kind, with texts that need escaping.</summary>
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
            ["lines"] = Plot.Lines(Tricky, Tricky, Tricky, new Axis("y", "dB"), new Series(Tricky, x, y), new Series("gaps", x, [.. y.Select((v, i) => i == 3 ? double.NaN : v)])),
            ["logarithmic"] = Plot.Lines("t", "f", "x", new Axis("y") { Logarithmic = true }, new Series("s", x, [.. y.Select((v, i) => i == 0 ? 0 : v)])),
            ["panels"] = Plot.Panels("t", "f", "x", "y", new("first", new Series("a", x, y), new Series("b", x, y)), new("second", new Series("a", x, y))),
            ["scatter"] = Plot.Scatter("t", "f", "time", "PSNR", "steps", [.. steps.Select(s => new ScatterPoint(s, 40 - s, s, Tricky))], paretoFront: true),
            ["bars"] = Plot.Bars("t", "f", ["a", Tricky], new Axis("time", "s"), [1, 2]),
            ["stacked bars"] = Plot.StackedBars("t", "f", ["a", "b"], "count", new BarPart("p", [1, 2]), new BarPart(Tricky, [3, 4])),
            ["heat map"] = Plot.HeatMap("t", "f", "steps", ["5", "10"], "w", ["1", "3"], "RMSE", [[1, 2], [3, double.NaN]]),
            ["one-dimensional demo"] = GuidanceCharts.OneDimensionalDemo(x, y, y, (1, y), (7.5, y), (15, y)),
            ["measured guidance"] = GuidanceCharts.MeasuredGuidance(new GuidanceNorms(1, [1, 2], [3, 4]), new(7.5, [1, 2, 3], [3, 4, 5])),
            ["time by steps"] = StepCharts.TimeBySteps([5, 10, 20], [1.5, 2.5, 4.5]),
            ["convergence"] = StepCharts.Convergence([5, 10, 50], [30, 10, 0], [20, 28, double.PositiveInfinity], [0.5, 0.9, 1], 50),
            ["convergence against time"] = StepCharts.ConvergenceAgainstTime([5, 10, 50], [1, 2, 9], [20, 28, double.PositiveInfinity]),
            ["convergence over seeds"] = ConvergenceCharts.OverSeeds([5, 10, 50], 100, [[30, 10, 0], [28, 12, 1]], [[20, 28, double.PositiveInfinity], [21, 27, 48]], [[0.5, 0.9, 1], [0.6, 0.8, 0.99]]),
            ["guidance vector"] = DenoisingCharts.GuidanceVector([999, 500, 1], [0.1, 0.4, 0.2], [90, 80, 70], [double.NaN, 45, 60]),
            ["histograms"] = NoiseCharts.Histograms((0, [-1, -1, 1, 1]), (999, [-0.5f, 0, 0.5f, 9])),
            ["guidance by steps"] = StepCharts.GuidanceBySteps([1, 7.5], [5, 10], new Axis("RMSE"), [[1, 2], [3, 4]]),
            ["speed-ups"] = StepCharts.SpeedUps(["50 steps", "10 steps"], [6, 1.2]),
            ["alphas cumprod"] = NoiseCharts.AlphasCumprod(("linear", [0.9999, 0.5, 0.0001]), ("cosine", [0.9999, 0.6, 0.01])),
            ["signal to noise"] = NoiseCharts.SignalToNoise(("linear", [0.9999, 0.4, 0.0001]), ("cosine", [0.9999, 0.6, 0.01])),
            ["regions"] = NoiseCharts.Regions(["linear", "cosine"], [93, 188], [392, 615], [515, 197]),
            ["signal and noise"] = NoiseCharts.SignalAndNoise([0, 500, 999], [0.999, 0.27, 0.0047]),
        };
    }
}
