using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Pages;

public sealed class OutputCollectorTests
{
    [Fact]
    public void An_output_that_was_emptied_is_left_out()
    {
        var collector = new OutputCollector();
        collector.Add(1, new CellOutput(CellOutputKind.Display, "bar", "text/html", "<p>half</p>"));
        collector.Add(1, new CellOutput(CellOutputKind.Display, "picture", "text/html", "<p>picture</p>"));
        collector.Add(1, new CellOutput(CellOutputKind.Update, "bar", "text/html", ""));
        Assert.Equal("<p>picture</p>", collector.OutputsOf(1).Single().Content);
    }

    [Theory]
    [InlineData("<div role=\"status\" data-transient=\"data-transient\">20 of 20</div>", true)]
    [InlineData("\n<p data-transient>done</p>", true)]
    [InlineData("<div><p data-transient>inside</p></div>", false)]
    [InlineData("<div role=\"status\">stopped after 3 of 20</div>", false)]
    public void An_output_that_tells_of_work_that_is_over_is_left_out(string html, bool isLeftOut)
    {
        var collector = new OutputCollector();
        collector.Add(1, new CellOutput(CellOutputKind.Display, "bar", "text/html", "<p>half</p>"));
        collector.Add(1, new CellOutput(CellOutputKind.Update, "bar", "text/html", html));
        Assert.Equal(isLeftOut, collector.OutputsOf(1).Count == 0);
    }
}
