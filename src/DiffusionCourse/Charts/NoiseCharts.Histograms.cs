using DiffusionCourse.Display;

namespace DiffusionCourse.Charts;

public static partial class NoiseCharts
{
    private const int HistogramBins = 48;
    private const double HistogramReach = 3.5;

    /// <summary>How the values of x_t are distributed, one panel for each timestep, beside the standard normal distribution.</summary>
    /// <param name="samples">The timesteps, 1 to 6, each with the values of x_t.</param>
    /// <exception cref="ArgumentException">There are no timesteps or more than six, or one of them has no values.</exception>
    public static Figure Histograms(params IReadOnlyList<(int Timestep, IReadOnlyList<float> Values)> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count is 0 or > 6 || samples.Any(sample => sample.Values.Count == 0))
        {
            throw new ArgumentException(
                $"The figure needs 1 to 6 timesteps, and every timestep at least one value, but {samples.Count} timesteps were given.",
                nameof(samples));
        }

        const double width = 2 * HistogramReach / HistogramBins;
        double[] centres = [.. Enumerable.Range(0, HistogramBins).Select(bin => -HistogramReach + (bin + 0.5) * width)];
        var normal = new Series("standard normal", centres, [.. centres.Select(x => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI))]);
        var panels = samples.Select(sample =>
        {
            var density = new Series("x_t", centres, Density(sample.Values, width));
            var most = Math.Max(density.Y.Max(), normal.Y.Max());
            return new Panel($"t = {sample.Timestep}", density, normal) { Y = new Axis("density") { Minimum = 0, Maximum = most * 1.05 } };
        });
        var last = samples[^1].Values;
        return Plot.Panels(
            "Distribution of the values of x_t",
            $"At t = {samples[^1].Timestep} the values have a mean of {NumberText.Of(last.Average())} and a standard deviation of "
                + $"{NumberText.Of(Deviation(last))}.",
            "value",
            "density",
            [.. panels]);
    }

    /// <summary>Share of the values in each bin over its width. What lies outside of the axis counts in the whole, and in no bin.</summary>
    private static double[] Density(IReadOnlyList<float> values, double width)
    {
        var counts = new double[HistogramBins];
        foreach (var value in values)
        {
            var bin = (int)Math.Floor((value + HistogramReach) / width);
            if (bin is >= 0 and < HistogramBins)
            {
                counts[bin] += 1 / (width * values.Count);
            }
        }

        return counts;
    }

    private static double Deviation(IReadOnlyList<float> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
