using DiffusionCourse.Noise;
using DiffusionCourse.Tests.Display;
using DiffusionCourse.Toy;

namespace DiffusionCourse.Tests.Toy;

public sealed class ToyPanelsTests
{
    private static readonly double[][] Leaps = [[1, 2, -1, 0], [0.5, 1, 0, 0], [0, 0, 1, 1]];

    [Fact]
    public void Each_position_has_its_ways_and_one_of_them_is_seen_where_no_script_runs()
    {
        var body = HtmlCheck.Check(new ToyPanels("Ways <1>", ToyDistribution.TwoClasses, ["one", "two", "three"], new ToyPanel("curved", Leaps, Leaps, Leaps) { Exact = Leaps }, new ToyPanel("straight", Leaps, [Leaps[2]], Leaps)).ToHtml());

        var runs = body.Descendants("g").Where(g => g.Attribute("data-at") is not null).ToArray();
        Assert.Equal(6, runs.Length);
        Assert.Equal(["1", "1"], runs.Where(run => run.Attribute("hidden") is null).Select(run => run.Attribute("data-at")!.Value));
        Assert.Equal([2, 0], runs.Where(run => run.Attribute("hidden") is null).Select(run => run.Elements("polyline").Count()));
        Assert.Single(body.Descendants("input"));
    }

    [Fact]
    public void A_single_position_needs_no_script() =>
        Assert.Empty(HtmlCheck.Check(new ToyPanels("t", ToyDistribution.TwoClasses, ["all"], new ToyPanel("map", [Leaps])).ToHtml()).Descendants("script"));

    [Fact]
    public void A_map_without_a_run_for_each_position_is_refused() =>
        Assert.Contains("2 positions", Assert.Throws<ArgumentException>(() => new ToyPanels("t", ToyDistribution.TwoClasses, ["a", "b"], new ToyPanel("map", [Leaps]))).Message, StringComparison.Ordinal);
}
