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
}
