using DiffusionCourse.Notebooks.Pages;
using DiffusionCourse.Notebooks.Running;
using DiffusionCourse.Notebooks.Sessions;

namespace DiffusionCourse.Notebooks.Tests.Pages;

/// <summary>A notebook that sets a task says how far its reader is, in place of "passed".</summary>
public sealed class TaskTests
{
    [Theory]
    [InlineData("<div id=\"a\" data-task=\"solved\">", "solved")]
    [InlineData("\n<div data-task=\"not yet, 2 of 5 right\">", "not yet, 2 of 5 right")]
    [InlineData("<div><p data-task=\"solved\"></p></div>", null)]
    [InlineData("plain", null)]
    public void The_outermost_element_of_an_output_says_it(string html, string? task) =>
        Assert.Equal(task, new PageOutput(CellOutputKind.Display, "text/html", html).Task);

    [Fact]
    public void It_stands_where_passed_would_stand_and_nowhere_else()
    {
        var open = new NotebookResult("a.dib", "a", "a.html", RunStatus.Passed, TimeSpan.Zero, []) { Task = "not started" };

        Assert.Contains(">not started<", PageText.Chip(open), StringComparison.Ordinal);
        Assert.DoesNotContain("chip passed", PageText.Chip(open), StringComparison.Ordinal);
        Assert.Contains("chip passed\" data-task=\"solved\">solved", PageText.Chip(open with { Task = "solved" }), StringComparison.Ordinal);
        Assert.Contains(">failed<", PageText.Chip(open with { Status = RunStatus.Failed }), StringComparison.Ordinal);
    }
}
