using System.Text.Json;
using DiffusionCourse.Charts;

namespace DiffusionCourse.Tests.Charts;

/// <summary>The figures of parts 6, 9 and 10: what they compute from what they are given.</summary>
public sealed class CourseFigureTests
{
    [Fact]
    public void Convergence_takes_the_median_of_the_seeds_and_shows_their_range()
    {
        var figure = ConvergenceCharts.OverSeeds([5, 10], 50, [[30, 10], [20, 4], [27, 6]], [[1, 2], [1, 2], [1, 2]], [[0, 1], [0, 1], [0, 1]]);

        Assert.Contains("from 27 to 6, of 255", figure.Description, StringComparison.Ordinal);
        Assert.Equal([5.0, 27.0, 20.0, 30.0], figure.Data!.Rows[0].Take(4).Cast<double>());
    }

    [Fact]
    public void The_median_of_two_seeds_lies_between_them() => Assert.Equal(new Spread(1, 2, 3), Spread.Of([[3], [1]], 0));

    [Fact]
    public void The_band_runs_along_the_upper_ends_and_back_along_the_lower_without_infinite_ones()
    {
        var figure = ConvergenceCharts.OverSeeds([5, 10], 10, [[3, 0], [5, 0]], [[20, double.PositiveInfinity], [22, double.PositiveInfinity]], [[0, 1], [0, 1]]);

        using var document = JsonDocument.Parse(figure.FigureJson());
        var bands = document.RootElement.GetProperty("data").EnumerateArray().Where(trace => trace.TryGetProperty("fill", out _)).ToArray();
        Assert.Equal(3, bands.Length);
        Assert.Equal([5.0, 0, 0, 3], bands[0].GetProperty("y").EnumerateArray().Select(y => y.GetDouble()));
        Assert.Equal([22.0, 20], bands[1].GetProperty("y").EnumerateArray().Select(y => y.GetDouble()));
    }

    [Fact]
    public void A_histogram_is_a_density()
    {
        var figure = NoiseCharts.Histograms((0, [-1, -1, 1, 1]));

        // Every bin is 7/48 wide; all four values lie on the axis, so the area is 1.
        var area = figure.Data!.Rows.Sum(row => (double)row[1]!) * 7 / 48;
        Assert.Equal(1, area, 1e-9);
        Assert.Contains("mean of 0 and a standard deviation of 1", figure.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_off_the_axis_are_left_out_of_the_bins_but_count_in_the_whole()
    {
        var figure = NoiseCharts.Histograms((0, [-9, 0, 0, 9]));

        Assert.Equal(0.5, figure.Data!.Rows.Sum(row => (double)row[1]!) * 7 / 48, 1e-9);
    }

    [Fact]
    public void The_guidance_vector_is_named_where_it_is_longest_and_shortest()
    {
        var figure = DenoisingCharts.GuidanceVector([999, 500, 1], [0.1, 0.4, 0.2], [90, 80, 70], [double.NaN, 45, 60]);

        Assert.Contains("longest, 0.4 of the prediction's length, at timestep 500, and shortest, 0.1, at timestep 999", figure.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Misfits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ConvergenceCharts.OverSeeds([5, 10], 50, [[1]], [[1, 2]], [[1, 2]]));
        Assert.Throws<ArgumentException>(() => ConvergenceCharts.OverSeeds([5], 50, [], [], []));
        Assert.Throws<ArgumentException>(() => NoiseCharts.Histograms());
        Assert.Throws<ArgumentException>(() => NoiseCharts.Histograms((0, [])));
        Assert.Throws<ArgumentException>(() => DenoisingCharts.GuidanceVector([1, 2], [1], [1, 2], [1, 2]));
    }
}
