using System.Text.Json;
using DiffusionCourse.Charts;

namespace DiffusionCourse.Tests.Charts;

public sealed class PlotTests
{
    private static readonly double[] X = [1, 2, 3];

    private static JsonElement Json(Figure figure) => JsonDocument.Parse(figure.FigureJson()).RootElement;

    [Fact]
    public void The_front_holds_the_points_that_no_other_beats()
    {
        ScatterPoint[] points = [new(1, 10, 0), new(2, 20, 0), new(3, 15, 0), new(4, 30, 0), new(4, 25, 0), new(0.5, 5, 0)];

        Assert.Equal([0.5, 1, 2, 4], Plot.ParetoFront(points).Select(p => p.X));
        Assert.Equal([5, 10, 20, 30], Plot.ParetoFront(points).Select(p => p.Y));
    }

    [Fact]
    public void Panels_share_their_axes_and_name_each_series_once_in_the_legend()
    {
        var json = Json(Plot.Panels("t", "f", "x", "y", new("1", new Series("a", X, X)), new("2", new Series("a", X, X), new Series("b", X, X))));

        Assert.Equal([true, false, true], json.GetProperty("data").EnumerateArray().Select(trace => trace.GetProperty("showlegend").GetBoolean()));
        var layout = json.GetProperty("layout");
        Assert.Equal("y", layout.GetProperty("yaxis2").GetProperty("matches").GetString());
        Assert.Equal("x", layout.GetProperty("xaxis2").GetProperty("matches").GetString());
        var standoffs = new[] { "xaxis", "xaxis2" }.Select(axis => layout.GetProperty(axis).GetProperty("title").GetProperty("standoff").GetInt32()).Distinct();
        Assert.Single(standoffs);
        var colours = json.GetProperty("data").EnumerateArray().Select(trace => trace.GetProperty("line").GetProperty("color").GetString()).ToArray();
        Assert.Equal(colours[0], colours[1]);
        Assert.NotEqual(colours[0], colours[2]);
    }

    [Fact]
    public void A_panel_can_have_a_vertical_axis_of_its_own()
    {
        var layout = Json(Plot.Panels("t", "f", "x", "shared", new Panel("1", new Series("a", X, X)) { Y = "own" }, new("2", new Series("a", X, X)), new("3", new Series("a", X, X)))).GetProperty("layout");

        Assert.Equal("own", layout.GetProperty("yaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.False(layout.GetProperty("yaxis2").TryGetProperty("matches", out _));
        Assert.Equal("y2", layout.GetProperty("yaxis3").GetProperty("matches").GetString());
    }

    [Theory]
    [InlineData(2, 8, false)]
    [InlineData(0.5, 60, true)]
    public void Marks_stand_at_powers_of_ten_alone_where_there_are_some(double low, double high, bool atPowers)
    {
        var axis = Json(Plot.Lines("t", "f", "x", new Axis("y") { Logarithmic = true }, new Series("a", [1, 2], [low, high]))).GetProperty("layout").GetProperty("yaxis");
        Assert.Equal(atPowers, axis.TryGetProperty("dtick", out var mark) && mark.ValueKind != JsonValueKind.Null);
    }

    [Fact]
    public void Logarithmic_ranges_are_given_in_powers_of_ten()
    {
        var axis = Json(Plot.Lines("t", "f", "x", new Axis("y") { Logarithmic = true, Minimum = 0.001, Maximum = 100 }, new Series("a", X, X))).GetProperty("layout").GetProperty("yaxis");

        Assert.Equal("log", axis.GetProperty("type").GetString());
        Assert.Equal([-3.0, 2.0], axis.GetProperty("range").EnumerateArray().Select(v => Math.Round(v.GetDouble(), 9)));
    }

    [Fact]
    public void An_axis_with_one_end_gets_the_other_from_the_data_with_room()
    {
        var figure = StepCharts.TimeBySteps([5, 10], [1, 2]);

        var range = Json(figure).GetProperty("layout").GetProperty("yaxis").GetProperty("range").EnumerateArray().Select(v => v.GetDouble());

        Assert.Equal([0, 2.12], range);
    }

    [Fact]
    public void Runs_that_are_beaten_are_left_out_of_the_finding() =>
        Assert.Equal(
            "No other run is both as fast and as near to the reference as those of 5 and 20 steps.",
            StepCharts.ConvergenceAgainstTime([5, 10, 20], [1, 3, 2], [20, 25, 30]).Description);

    [Fact]
    public void The_first_category_stands_at_the_top() =>
        Assert.Equal("reversed", Json(ChartSamples.All()["Plot.Bars"]).GetProperty("layout").GetProperty("yaxis").GetProperty("autorange").GetString());

    [Fact]
    public void Long_data_is_thinned_in_the_table_and_whole_in_the_chart()
    {
        var x = ChartSamples.Range(1000);

        var figure = Plot.Lines("Alpha-bar", "f", "timestep", "value", new Series("linear", x, x));

        Assert.InRange(figure.Data!.Rows.Count, 50, 61);
        Assert.Equal("Alpha-bar: 60 of 1000 rows", figure.Data.Caption);
        Assert.Equal(999.0, figure.Data.Rows[^1][0]);
        Assert.Equal(1000, Json(figure).GetProperty("data")[0].GetProperty("y").GetArrayLength());
    }

    [Fact]
    public void Series_with_positions_of_their_own_are_thinned_each_for_itself()
    {
        double[] many = ChartSamples.Range(100), few = [.. many.Take(19)], one = [5];
        double[] everyOther = [.. many.Where(x => x % 2 == 0), 99];

        var figure = Plot.Lines("t", "f", "x", "y", new Series("many", many, many), new Series("few", few, few), new Series("one", one, one));

        double[] Positions(string name) => [.. figure.Data!.Rows.Where(row => name.Equals(row[0])).Select(row => (double)row[1]!)];
        Assert.Equal(everyOther, Positions("many"));
        Assert.Equal(few, Positions("few"));
        Assert.Equal(one, Positions("one"));
        Assert.Equal("t: 71 of 120 rows", figure.Data!.Caption);
    }

    [Fact]
    public void The_table_of_panels_has_each_series_once()
    {
        double[] other = [3, 2, 1];
        var figure = Plot.Panels("t", "f", "x", "y", new("w = 1", new Series("same", X, X), new Series("guided", X, X)), new("w = 3", new Series("same", X, X), new Series("guided", X, other)));

        Assert.Equal(["x", "same", "guided, w = 1", "guided, w = 3"], figure.Data!.Columns.Select(c => c.Header));
    }

    [Theory]
    [InlineData("A step takes 150 ms; the times are too noisy to say what a run takes besides: they stray from the straight line of least squares by up to 11 % of their mean.", 0.5, 1.0, 2.7)]
    [InlineData("The times are too noisy to say what a step takes: they stray from the straight line of least squares by up to 32 % of their mean. Measure on a quiet machine.", 2.0, 1.0, 1.0)]
    public void Times_that_no_straight_line_fits_are_said_to_stray(string finding, params double[] seconds) =>
        Assert.Equal(finding, StepCharts.TimeBySteps([5, 10, 20], seconds).Description);

    [Fact]
    public void Findings_are_computed_from_the_data()
    {
        var samples = ChartSamples.All();

        Assert.Equal("A step takes 200 ms, and a run 500 ms besides (straight line of least squares).", samples["StepCharts.TimeBySteps"].Description);
        Assert.Equal("All 2 runs are worth choosing: each that takes longer, up to 2 s, comes nearer to the reference.", samples["StepCharts.ConvergenceAgainstTime"].Description);
        Assert.Equal("It is lowest with 1 at w = 1, 5 steps, highest with 4 at w = 7.5, 10 steps.", samples["StepCharts.GuidanceBySteps"].Description);
        Assert.Equal("Between 0.1 and 10, where picture and noise are both there, lie 392 (linear) and 615 (cosine).", samples["NoiseCharts.Regions"].Description);
        Assert.Equal("Noise outweighs the picture from timestep 1 (linear) and 2 (cosine).", samples["NoiseCharts.SignalToNoise"].Description);
        Assert.Equal("Noise never outweighs the picture in short.", NoiseCharts.SignalToNoise(("short", [0.99, 0.9, 0.8])).Description);
        Assert.Equal("At the last timestep the picture is still there with the factor √ᾱ = 0.01 (linear) and 0.1 (cosine).", samples["NoiseCharts.AlphasCumprod"].Description);
        Assert.Equal("On average over the run, guidance moves the prediction by this multiple of its length: 0.2 at w = 3 and 0.7 at w = 15.", samples["GuidanceCharts.Pull"].Description);
        Assert.Equal("From w = 1 to w = 15 the clipped share goes from 0.007 to 0.12, saturation from 0.45 to 0.49.", samples["GuidanceCharts.Colours"].Description);
        Assert.Equal("From timestep 999 on, the mean leap is 333 with 3 steps and 199.8 with 5 steps.", samples["StepCharts.TimestepsVisited"].Description);
        Assert.Equal("From 5 steps to 20 steps the UNet's time goes from 1500 to 4500 ms; the VAE decoder's is 100 and 100 ms.", samples["StepCharts.TimeByPart"].Description);
        Assert.Equal("From 5 to 20 steps the error falls as one over the steps to the power of 1 (ddim) and 2 (dpm++2m).", samples["ConvergenceCharts.BySchedulers"].Description);
        Assert.Equal("2 of 3 runs are beaten by no other: ddim 5 and ddim 10.", samples["ConvergenceCharts.Contest"].Description);
        Assert.Equal("Half of the first error is gone at timestep 500 in the coarse shapes, at 1 in the detail.", samples["DenoisingCharts.Settling"].Description);
    }

    [Fact]
    public void Misfits_are_refused_with_both_numbers()
    {
        Assert.Contains("3 positions and 2 values", Assert.Throws<ArgumentException>(() => new Series("s", X, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("2 values are needed", Assert.Throws<ArgumentException>(() => Plot.Bars("t", "f", ["a", "b"], "v", [1])).Message, StringComparison.Ordinal);
        Assert.Contains("2 values in each row", Assert.Throws<ArgumentException>(() => Plot.HeatMap("t", "f", "c", ["1", "2"], "r", ["1"], "v", [[1]])).Message, StringComparison.Ordinal);
        Assert.Contains("1 rows of values", Assert.Throws<ArgumentException>(() => Plot.HeatMap("t", "f", "c", ["1"], "r", ["1"], "v", [[1], [2]])).Message, StringComparison.Ordinal);
        Assert.Contains("\"p\"", Assert.Throws<ArgumentException>(() => Plot.StackedBars("t", "f", ["a"], "v", new BarPart("p", [1, 2]))).Message, StringComparison.Ordinal);
        Assert.Contains("1 and 1 were given", Assert.Throws<ArgumentException>(() => StepCharts.ConvergenceAgainstTime([1, 2], [1], [1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_draw_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Plot.Lines("t", "f", "x", "y"));
        Assert.Throws<ArgumentException>(() => Plot.Panels("t", "f", "x", "y"));
        Assert.Throws<ArgumentException>(() => Plot.Scatter("t", "f", "x", "y", "c", []));
        Assert.Throws<ArgumentException>(() => Plot.Bars("t", "f", [], "v", []));
        Assert.Throws<ArgumentException>(() => Plot.Lines("", "f", "x", "y", new Series("a", X, X)));
        Assert.Throws<ArgumentException>(() => Plot.Lines("t", " ", "x", "y", new Series("a", X, X)));
        Assert.Throws<ArgumentException>(() => NoiseCharts.SignalToNoise());
    }

    [Fact]
    public void More_series_than_can_be_told_apart_are_refused()
    {
        Series[] series = [.. Enumerable.Range(0, 7).Select(i => new Series($"s{i}", X, X))];

        Assert.Contains("1 to 6 series", Assert.Throws<ArgumentException>(() => Plot.Lines("t", "f", "x", "y", series)).Message, StringComparison.Ordinal);
    }
}
