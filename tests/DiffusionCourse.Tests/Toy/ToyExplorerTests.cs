using DiffusionCourse.Noise;
using DiffusionCourse.Tests.Display;
using DiffusionCourse.Toy;

namespace DiffusionCourse.Tests.Toy;

public sealed class ToyExplorerTests
{
    [Fact]
    public void It_is_sound_HTML_that_fetches_nothing()
    {
        var html = new ToyExplorer("Two <crowds>", ToyDistribution.TwoClasses) { Particles = true, Guidance = true, Arrows = true, Paths = [new("ddim", [(1, 2), (0, 1)], 3)] }.ToHtml();

        Assert.Equal(3, HtmlCheck.Check(html).Descendants("input").Count());
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_that_cannot_be_drawn_are_refused_at_once()
    {
        foreach (var path in new ToyPath[] { new("x", [(double.NaN, 0)], 3), new("x", [], 3), new("x", [(0, 0)], double.PositiveInfinity), new("x", [(0, 0)], 0) })
        {
            Assert.Throws<ArgumentException>(() => new ToyExplorer("t", ToyDistribution.TwoClasses) { Paths = [path] });
        }
    }

    [Fact]
    public void One_class_alone_leaves_nothing_to_ask_for()
    {
        Assert.Throws<ArgumentException>(() => new ToyExplorer("t", new ToyDistribution([new(0, 0, 1, 0)])));
    }
}
